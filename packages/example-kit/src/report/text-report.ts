/** For people: aligned columns, and colours where the terminal has them. */
import type { ExchangeEvent } from '../exchange-event.js'
import type { Paint } from './paint.js'
import type { Report } from './report.js'
import { milliseconds, textSummary } from './text-summary.js'

export interface TextReportOptions {
  readonly paint: Paint
  readonly workers: readonly string[]
  readonly messages: number
  /** The summary stands alone. */
  readonly quiet: boolean
}

export function textReport({ paint, workers, messages, quiet }: TextReportOptions): Report {
  const numberWidth = String(messages).length
  const nameWidth = Math.max(...workers.map((name) => name.length))

  function rest(event: ExchangeEvent): string {
    if (event.event === 'request') return ''
    if (event.event === 'failure') return `  ${paint('red', event.code)}: ${event.message}`
    const { response, nested, latencyMs } = event
    const latency = milliseconds(latencyMs).padStart(12)
    const asked = nested === undefined ? '' : `  ${paint('cyan', `nested ${nested}`)}`
    return `  response ${response.padEnd(nameWidth)}${paint('dim', latency)}${asked}`
  }

  return {
    event(event) {
      const kind = paint(colours[event.event], event.event.padEnd(7))
      const columns = `${kind}  ${String(event.messageNo).padStart(numberWidth)}  ${event.worker.padEnd(nameWidth)}`
      return `${columns}${rest(event)}`.trimEnd()
    },
    summary: (summary) => `${quiet ? '' : '\n'}${textSummary(summary, paint)}`,
  }
}

const colours = { request: 'yellow', reply: 'green', failure: 'red' } as const
