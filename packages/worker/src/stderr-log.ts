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
  process.stderr.write(`${textOf({ time: new Date().toISOString(), ...line })}\n`)
}

/** Fields can be anything, and a log must not be what its task fails by. */
function textOf(line: LogLine & { readonly time: string }): string {
  try {
    return JSON.stringify(line)
  } catch (error) {
    return JSON.stringify({ ...line, fields: `these cannot be written: ${String(error)}` })
  }
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
