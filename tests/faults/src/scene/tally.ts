/** How many requests ended in which way. */
import type { Ending } from '../audit/client-log.js'

export class Tally {
  replied = 0
  readonly failed: Map<string, number> = new Map()

  get total(): number {
    return [...this.failed.values()].reduce((sum, count) => sum + count, this.replied)
  }

  add({ code }: Ending): void {
    if (code === undefined) this.replied++
    else this.failed.set(code, (this.failed.get(code) ?? 0) + 1)
  }

  /** Codes with which requests ended, in the order of the alphabet. */
  get codes(): readonly string[] {
    return [...this.failed.keys()].toSorted()
  }

  toString(): string {
    return [`${this.replied} replied`, ...this.codes.map((code) => `${this.failed.get(code)} ${code}`)].join(', ')
  }
}
