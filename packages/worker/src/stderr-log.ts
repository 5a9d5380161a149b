/** The log that handlers have where no other is given: a line of JSON on standard error. */
import type { TaskLog } from './handler.js'

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly worker: string
  readonly target: string
  /** Where the request names one. */
  readonly method?: string
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

interface Origin {
  readonly worker: string
  readonly target: string
  readonly method: string
  readonly attempt: number
}

export function taskLog(sink: LogSink, { worker, target, method, attempt }: Origin): TaskLog {
  const origin = { worker, target, ...(method !== '' && { method }), attempt }
  const at =
    (level: LogLine['level']) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void =>
      sink({ level, message, ...origin, ...(fields === undefined ? {} : { fields }) })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
