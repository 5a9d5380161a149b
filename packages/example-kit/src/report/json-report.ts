/** For programs: one JSON object a line. */
import type { Report } from './report.js'

export const jsonReport: Report = {
  event: (event) => JSON.stringify(event, withMicroseconds),
  summary: (summary) => JSON.stringify({ event: 'summary', ...summary }, withMicroseconds),
}

/** Milliseconds have three decimals: the rest is noise. */
function withMicroseconds(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
}
