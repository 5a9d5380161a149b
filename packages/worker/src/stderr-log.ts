/** The log that handlers have where no other is given: a line of JSON on standard error. */
import type { TaskLog } from './handler.js'

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly worker: string
  readonly target: string
  readonly attempt: number
  readonly fields?: Readonly<Record<string, unknown>>
}

export type LogSink = (line: LogLine) => void

export const stderrSink: LogSink = (line) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`)
}

export function taskLog(
  sink: LogSink,
  origin: { readonly worker: string; readonly target: string; readonly attempt: number },
): TaskLog {
  const at =
    (level: LogLine['level']) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void =>
      sink({ level, message, ...origin, ...(fields === undefined ? {} : { fields }) })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
