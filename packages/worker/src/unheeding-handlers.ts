/** Says, once for each target, that its handler goes on when it was told to end: its author would not notice else. */
import type { TaskRecord } from '@errand/protocol'
import type { LogSink } from './stderr-log.js'

const message =
  'a handler did not end when its signal was aborted; its slot was given up, and what it returns later is ignored'

export class UnheedingHandlers {
  readonly #log: LogSink
  readonly #targets = new Set<string>()

  constructor(log: LogSink) {
    this.#log = log
  }

  add({ worker, target, attempt }: TaskRecord): void {
    if (this.#targets.has(target)) return
    this.#targets.add(target)
    this.#log({ level: 'warn', message, worker, target, attempt })
  }
}
