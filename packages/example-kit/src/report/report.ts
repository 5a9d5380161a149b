/** How a run is shown: each event as a line, and the summary at the end. */
import type { ExchangeEvent } from '../exchange-event.js'
import type { Summary } from '../summary.js'

export interface Report {
  event(event: ExchangeEvent): string
  summary(summary: Summary): string
}
