/** The targets with waiting tasks that a lane could take, each once, in the order in which they came to wait. */
import { Fifo } from './fifo.js'

export class Backlog<Target> {
  readonly #members = new Set<Target>()
  readonly #line = new Fifo<Target>()

  has(target: Target): boolean {
    return this.#members.has(target)
  }

  add(target: Target): void {
    if (this.#members.has(target)) return
    this.#members.add(target)
    this.#line.push(target)
  }

  get first(): Target | undefined {
    return this.#line.first
  }

  /** The first is the last from now on. */
  rotate(): void {
    if (this.#line.size > 1) this.#line.push(this.#line.shift() as Target)
  }

  /** Takes the first. */
  shift(): Target | undefined {
    const target = this.#line.shift()
    if (target) this.#members.delete(target)
    return target
  }

  [Symbol.iterator](): Iterator<Target> {
    return this.#line[Symbol.iterator]()
  }
}
