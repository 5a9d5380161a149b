/**
 * The third log: which handlers were started, for which request, in which attempt. It is a file to which each thread and each process
 * appends a line by one system call, so it survives whatever becomes of them, and its lines stand in the order of the starts.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

export type HandlerEvent = 'start' | 'end' | 'ask' | 'answer'

export interface HandlerEntry {
  readonly event: HandlerEvent
  readonly key: string
  readonly attempt: number
  readonly worker: string
  /** Of `start`: whether its worker starts tasks `in-order` or `in-any-order`. Of `ask`: how often it may be started. Of `answer`: how it ended. */
  readonly detail: string
}

export interface HandlerLogWriter {
  write(entry: HandlerEntry): void
  /** Threads and processes need not: their end closes it. */
  close(): void
}

export function handlerLogWriter(path: string): HandlerLogWriter {
  const file = openSync(path, 'a')
  return {
    write({ event, key, attempt, worker, detail }) {
      writeSync(file, `${event} ${key} ${attempt} ${worker} ${detail}\n`)
    },
    close: () => closeSync(file),
  }
}

export function readHandlerLog(path: string): readonly HandlerEntry[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1).map(entryOf)
}

function entryOf(line: string): HandlerEntry {
  const [event, key = '', attempt, worker = '', detail = ''] = line.split(' ')
  return { event: event as HandlerEvent, key, attempt: Number(attempt), worker, detail }
}
