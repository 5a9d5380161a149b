/**
 * What truly happened: who asked for what and how it ended, and which handlers were called. The invariants are judged by
 * this alone, and by nothing that the product says of itself.
 */
import type { SimProcess } from '../engine/sim-process.js'
import type { Wish } from '../parts/wish.js'

interface Ending {
  readonly atMs: number
  /** `reply`, `accepted` of a quiet request, or the code of the failure. */
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
  readonly wish: Wish
  readonly calls: Call[]
  /** How often it was new to a broker: also to the same, which had given up its client. */
  lives: number
  /** Chunks that its reader has taken, and when it took the last. */
  read: number
  readAtMs: number
  /** The call whose chunks came. */
  firstChunkOf: number | undefined
  /** The last that was heard of how far it is: of which call, and its place among what that call told. */
  progress: { readonly call: number; readonly at: number }
  ending: Ending | undefined
  /** Leases under which it was given out, of the present broker and of those before it. */
  readonly leases: number[]
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
  /** It ends as soon as it is told that nobody waits for it. */
  endsWhenTold: boolean
  /** Chunks that have left. */
  sent: number
  /** Since when it waits for room for the next; undefined where it does not. */
  waitsForRoomSinceMs: number | undefined
}

/** What is known of a request when it is asked. */
type Question = Pick<
  Asked,
  'process' | 'target' | 'attempts' | 'askedAtMs' | 'deadlineAtMs' | 'runTimeoutMs' | 'parent' | 'wish'
>

/** What is known of a call when it begins. */
type Beginning = Pick<Call, 'asked' | 'worker' | 'process' | 'lease' | 'endsWhenTold'>

export class Ledger {
  readonly asked: Asked[] = []
  readonly calls: Call[] = []
  readonly violations: string[] = []
  /** The calls of each lease of a worker with a log of starts. */
  readonly callOfLease: Map<number, Call> = new Map()
  readonly #running = new Map<SimProcess, Set<Call>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  violated(invariant: string, what: string): void {
    this.violations.push(`at ${this.#now().toFixed(3)} ms, ${invariant}: ${what}`)
  }

  ask(question: Question): Asked {
    const entry: Asked = {
      ...question,
      number: this.asked.length + 1,
      calls: [],
      lives: 0,
      ending: undefined,
      leases: [],
      read: 0,
      readAtMs: question.askedAtMs,
      firstChunkOf: undefined,
      progress: { call: 0, at: 0 },
    }
    this.asked.push(entry)
    return entry
  }

  find(number: unknown): Asked | undefined {
    return typeof number === 'number' ? this.asked[number - 1] : undefined
  }

  called(beginning: Beginning): Call {
    const { asked, lease, process } = beginning
    const call: Call = {
      ...beginning,
      number: this.calls.length + 1,
      startedAtMs: this.#now(),
      endedAtMs: undefined,
      hasReturned: false,
      waitsFor: undefined,
      sent: 0,
      waitsForRoomSinceMs: undefined,
    }
    this.calls.push(call)
    asked.calls.push(call)
    if (lease > 0) this.callOfLease.set(lease, call)
    const running = this.#running.get(process)
    if (running) running.add(call)
    else this.#running.set(process, new Set([call]))
    this.#checkAttempts(asked)
    return call
  }

  callEnded(call: Call, atMs: number): void {
    call.endedAtMs = atMs
    this.#running.get(call.process)?.delete(call)
  }

  /** Calls in a process that have not ended. */
  runningIn(process: SimProcess): Iterable<Call> {
    return this.#running.get(process) ?? []
  }

  /** Who sends it again to a broker that does not know it allows it one start less, for nobody knows how often it was started. */
  #checkAttempts({ number, attempts, lives, calls }: Asked): void {
    const allowed = attempts + Math.max(0, lives - 1) * (attempts - 1)
    if (calls.length > allowed)
      this.violated('I4', `request ${number} may be started ${allowed} times, and was ${calls.length} times`)
  }

  /** Requests that are open on the side of who asked. */
  open(): readonly Asked[] {
    return this.asked.filter(({ ending, process }) => !ending && !process.isDead)
  }
}
