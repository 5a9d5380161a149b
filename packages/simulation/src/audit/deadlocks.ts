/**
 * Finds calls that wait for each other, by what truly runs where: the broker should have ended them. A circle counts when
 * it is still there at the next look, and nothing that is in it was disturbed or was lost on its way to the broker.
 */
import type { Asked, Call, Ledger } from './ledger.js'

/** Milliseconds between two looks: much longer than a message takes. */
export const lookEveryMs = 300

export class Deadlocks {
  readonly #ledger: Ledger
  /** Workers that run one task at a time, and that nobody else can stand in for. */
  readonly #isAlone: (target: string) => boolean
  #suspected = new Set<Asked>()
  #from = 0

  constructor(ledger: Ledger, isAlone: (target: string) => boolean) {
    this.#ledger = ledger
    this.#isAlone = isAlone
  }

  look(nowMs: number): void {
    const running = this.#running()
    const onWorker = new Map(running.map((call) => [call.worker, call]))
    const suspected = new Set<Asked>()
    for (const call of running) {
      const asked = call.waitsFor
      if (!asked || !this.#isInCircle(call, onWorker, nowMs)) continue
      suspected.add(asked)
      if (!this.#suspected.has(asked)) continue
      this.#ledger.violated(
        'circles',
        `request ${asked.number} for ${asked.target} waits for itself, and nobody ends it`,
      )
    }
    this.#suspected = suspected
  }

  /** Calls that have not ended; those before all of them are not looked at again. */
  #running(): readonly Call[] {
    const { calls } = this.#ledger
    while (this.#from < calls.length && hasEnded(calls[this.#from] as Call)) this.#from++
    return calls.slice(this.#from).filter((call) => !hasEnded(call))
  }

  #isInCircle(first: Call, onWorker: ReadonlyMap<string, Call>, nowMs: number): boolean {
    const seen = new Set<Call>()
    for (let call: Call | undefined = first; call; call = this.#next(call, onWorker)) {
      const { troubledUntilMs, misledUntilMs } = call.process
      if (Math.max(troubledUntilMs, misledUntilMs) + 2 * lookEveryMs > nowMs) return false
      if (seen.has(call)) return call === first
      seen.add(call)
    }
    return false
  }

  /** What has to end before this call goes on. */
  #next({ waitsFor }: Call, onWorker: ReadonlyMap<string, Call>): Call | undefined {
    if (!waitsFor || waitsFor.lives === 0 || waitsFor.ending) return undefined
    // It has its answer, or that is on its way: who asked may read chunks still.
    if (waitsFor.calls.some(({ endedAtMs }) => endedAtMs !== undefined)) return undefined
    const own = waitsFor.calls.find((call) => !hasEnded(call))
    if (own) return own
    return this.#isAlone(waitsFor.target) ? onWorker.get(waitsFor.target) : undefined
  }
}

function hasEnded({ endedAtMs, process }: Call): boolean {
  return endedAtMs !== undefined || process.isDead
}
