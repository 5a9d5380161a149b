/**
 * The targets with waiting tasks that a lane could take, in the order in which they came to wait. A Set alone has such an
 * order too, but passes over all that was deleted at its front whenever it is asked for its first.
 */
import type { TargetState } from './roster.js'

/** Below this, moving costs more than the memory is worth. */
const takenMax = 32

export class Backlog {
  readonly #members = new Set<TargetState>()
  #line: TargetState[] = []
  #head = 0

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
    const target = this.#line[this.#head]
    if (!target) return undefined
    this.#head++
    this.#members.delete(target)
    this.#forgetTaken()
    return target
  }

  [Symbol.iterator](): Iterator<TargetState> {
    return this.#members.values()
  }

  #forgetTaken(): void {
    if (this.#head <= takenMax || this.#head * 2 <= this.#line.length) return
    this.#line = this.#line.slice(this.#head)
    this.#head = 0
  }
}
