/** Chooses how a run is shown, by its flags. */
import { jsonReport } from './json-report.js'
import { paintFor } from './paint.js'
import type { Report } from './report.js'
import { textReport } from './text-report.js'

export interface ShownBy {
  readonly json: boolean
  readonly quiet: boolean
  readonly messages: number
}

export function reportFor({ json, ...shown }: ShownBy, workers: readonly string[]): Report {
  return json ? jsonReport : textReport({ paint: paintFor(process.stdout), ...shown, workers })
}
