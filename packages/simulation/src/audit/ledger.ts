/**
 * What truly happened: who asked for what and how it ended, and which handlers were called. The invariants are judged by
 * this alone, and by nothing that the product says of itself.
 */
import type { SimProcess } from '../engine/sim-process.js'

interface Ending {
  readonly atMs: number
  /** `reply`, or the code of the failure. */
  readonly how: string
  readonly mayHaveRun: boolean
}

export interface Asked {
  readonly number: number
  readonly process: SimProcess
  readonly target: string
  readonly attempts: number
  readonly askedAtMs: number
  readonly deadlineAtMs: number
  /** Infinity for none. */
  readonly runTimeoutMs: number
  /** The call whose handler asks; undefined for clients. */
  readonly parent: Call | undefined
  readonly calls: Call[]
  ending: Ending | undefined
  /** Leases under which it was given out, of the present broker and of those before it. */
  readonly leases: number[]
  /** The brokers that gave it out. */
  readonly brokers: Set<SimProcess>
}

/** One call of a handler. */
export interface Call {
  readonly number: number
  readonly asked: Asked
  readonly worker: string
  readonly process: SimProcess
  /** 0 where the worker has no log of starts. */
  readonly lease: number
  readonly startedAtMs: number
  endedAtMs: number | undefined
  /** It has returned, and did not throw. */
  hasReturned: boolean
  /** What it waits for. */
  waitsFor: Asked | undefined
}

export class Ledger {
  readonly asked: Asked[] = []
  readonly calls: Call[] = []
  readonly violations: string[] = []
  /** The calls of each lease of a worker with a log of starts. */
  readonly callOfLease: Map<number, Call> = new Map()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  violated(invariant: string, what: string): void {
    this.violations.push(`at ${this.#now().toFixed(3)} ms, ${invariant}: ${what}`)
  }

  ask(asked: Omit<Asked, 'number' | 'calls' | 'ending' | 'leases' | 'brokers'>): Asked {
    const number = this.asked.length + 1
    const entry: Asked = { ...asked, number, calls: [], ending: undefined, leases: [], brokers: new Set() }
    this.asked.push(entry)
    return entry
  }

  find(number: unknown): Asked | undefined {
    return typeof number === 'number' ? this.asked[number - 1] : undefined
  }

  called(asked: Asked, worker: string, process: SimProcess, lease: number): Call {
    const call: Call = {
      number: this.calls.length + 1,
      asked,
      worker,
      process,
      lease,
      startedAtMs: this.#now(),
      endedAtMs: undefined,
      hasReturned: false,
      waitsFor: undefined,
    }
    this.calls.push(call)
    asked.calls.push(call)
    if (lease > 0) this.callOfLease.set(lease, call)
    this.#checkAttempts(asked)
    return call
  }

  /** Who sends it again to another broker allows it one start less, for nobody knows how often the lost one started it. */
  #checkAttempts({ number, attempts, brokers, calls }: Asked): void {
    const allowed = attempts + Math.max(0, brokers.size - 1) * (attempts - 1)
    if (calls.length > allowed)
      this.violated('I4', `request ${number} may be started ${allowed} times, and was ${calls.length} times`)
  }

  /** Requests that are open on the side of who asked. */
  open(): readonly Asked[] {
    return this.asked.filter(({ ending, process }) => !ending && !process.isDead)
  }
}
