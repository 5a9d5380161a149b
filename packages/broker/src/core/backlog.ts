/** The targets with waiting tasks that a lane could take, each once, in the order in which they came to wait. */
import { Fifo } from './fifo.js'
import type { TargetState } from './targets.js'

export class Backlog {
  readonly #members = new Set<TargetState>()
  readonly #line = new Fifo<TargetState>()

  has(target: TargetState): boolean {
    return this.#members.has(target)
  }

  add(target: TargetState): void {
    if (this.#members.has(target)) return
    this.#members.add(target)
    this.#line.push(target)
  }

  /** Takes the first. */
  take(): TargetState | undefined {
    const target = this.#line.shift()
    if (target) this.#members.delete(target)
    return target
  }

  [Symbol.iterator](): Iterator<TargetState> {
    return this.#members.values()
  }
}
