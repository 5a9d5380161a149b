/** What requests ask for: bodies that tell handlers what to do, and the handlers that do it. */
import { checkStart } from '../audit/endings.js'
import type { Asked, Call } from '../audit/ledger.js'
import { checkSlots } from '../audit/slots.js'
import type { Random } from '../engine/random.js'
import type { SimProcess } from '../engine/sim-process.js'
import type { Handler, TaskContext } from '../product.js'
import { ask } from './asking.js'
import { Emitter } from './emitting.js'
import { never, sleep } from './pauses.js'
import type { Scene } from './scene.js'
import { drawnWish } from './wish.js'

type Doing = 'quick' | 'slow' | 'throw' | 'hang' | 'block' | 'ask'

export interface Work {
  /** Number of the request in the ledger. */
  readonly number: number
  readonly doing: Doing
  readonly ms: number
  /** Whether the handler ends when its signal is aborted. */
  readonly heeds: boolean
  /** Whom it asks, and whom that one asks, and so on. */
  readonly chain: readonly string[]
  /** What it sends before, and what it tells; left out where nobody asks for it. */
  readonly chunks?: number
  readonly tells?: true
}

export interface Answer {
  readonly number: number
  readonly call: number
}

/** What its handler is told, which is more where more is wished for. */
export function workOf({ number, wish }: Asked, drawn: Omit<Work, 'number'>): Work {
  const { chunks, wantsProgress } = wish
  return { ...drawn, number, ...(chunks > 0 ? { chunks } : {}), ...(wantsProgress ? { tells: true } : {}) }
}

/** What is drawn for one request. */
export function drawnWork(scene: Scene, random: Random): Omit<Work, 'number'> {
  const { slow, throws, hangs, blocks, asks } = scene.plan.handlers
  const isChaos = scene.isChaos()
  const draw = random.fraction()
  const doing: Doing =
    draw < slow
      ? 'slow'
      : draw < slow + throws
        ? 'throw'
        : draw < slow + throws + asks
          ? 'ask'
          : isChaos && draw > 1 - hangs
            ? 'hang'
            : isChaos && draw > 1 - hangs - blocks
              ? 'block'
              : 'quick'
  const ms = doing === 'block' ? random.between(5, 400) : random.gap(random.chance(0.2) ? 150 : 15)
  const chain = doing === 'ask' ? Array.from({ length: 1 + random.below(3) }, () => random.pick(scene.targets)) : []
  return { doing, ms, heeds: random.chance(0.7), chain }
}

/** Tells the lease of the task whose handler is called next, where its worker has a log of starts. */
export interface StartedLease {
  lease: number
}

export class Handlers {
  readonly #scene: Scene
  readonly #process: SimProcess
  readonly #random: Random
  /** Of what goes beyond the usual. */
  readonly #wishes: Random
  readonly #concurrency: number
  readonly #started: StartedLease

  constructor(scene: Scene, process: SimProcess, concurrency: number, started: StartedLease = { lease: 0 }) {
    this.#scene = scene
    this.#process = process
    this.#random = scene.randomOf(`handlers of ${process.name}`)
    this.#wishes = scene.randomOf(`wishes of handlers of ${process.name}`)
    this.#concurrency = concurrency
    this.#started = started
  }

  get handler(): Handler {
    return (work: Work, context: TaskContext) => this.#run(work, context)
  }

  #run(work: Work, context: TaskContext): Answer | Promise<Answer> {
    const { doing, heeds, number, chunks, tells } = work
    const call = this.#called(number, context.worker, doing === 'ask' || heeds)
    const emitter = new Emitter(this.#scene, this.#wishes, context, call)
    if (tells) emitter.tell()
    if ((doing !== 'quick' && doing !== 'block') || chunks) return this.#await(work, context, call, emitter)
    if (doing === 'block') this.#process.block(work.ms)
    return this.#returned(call)
  }

  #called(number: number, worker: string, endsWhenTold: boolean): Call {
    const { ledger } = this.#scene
    const asked = ledger.find(number)
    if (!asked) throw new Error('this is no work')
    const call = ledger.called({ asked, worker, process: this.#process, lease: this.#started.lease, endsWhenTold })
    this.#started.lease = 0
    checkStart(this.#scene, call)
    checkSlots(this.#scene, call, this.#concurrency)
    return call
  }

  #returned(call: Call): Answer {
    this.#scene.ledger.callEnded(call, this.#process.now())
    call.hasReturned = true
    return { number: call.asked.number, call: call.number }
  }

  async #await(work: Work, context: TaskContext, call: Call, emitter: Emitter): Promise<Answer> {
    const { chunks = 0, tells } = work
    try {
      if (chunks > 0) await emitter.emit(chunks >> 1)
      await this.#do(work, context, call)
      if (tells) emitter.tell()
      if (chunks > 0) await emitter.emit(chunks - (chunks >> 1))
      return this.#returned(call)
    } catch (error) {
      this.#scene.ledger.callEnded(call, this.#process.now())
      throw error
    }
  }

  async #do({ doing, ms, heeds, chain }: Work, context: TaskContext, call: Call): Promise<void> {
    const signal = heeds ? context.signal : undefined
    if (doing === 'throw') throw new Error('this handler throws')
    if (doing === 'block') this.#process.block(ms)
    else if (doing === 'slow') await sleep(ms, signal)
    else if (doing === 'hang') await never(signal)
    else await this.#ask(chain, context, call)
  }

  async #ask([target, ...chain]: readonly string[], context: TaskContext, call: Call): Promise<void> {
    if (target === undefined) return
    const { ledger } = this.#scene
    const attempts = this.#random.chance(0.3) ? 2 : 1
    const nowMs = this.#process.now()
    const deadlineMs = Math.max(1, context.remainingMs())
    const wish = drawnWish(this.#scene, this.#wishes, target)
    const asked = ledger.ask({
      process: this.#process,
      target,
      attempts,
      askedAtMs: nowMs,
      deadlineAtMs: nowMs + deadlineMs,
      runTimeoutMs: Infinity,
      parent: call,
      wish,
    })
    const work = workOf(asked, { doing: chain.length > 0 ? 'ask' : 'quick', ms: 0, heeds: true, chain })
    // What is handed over goes on without it, and is not taken back: until it is accepted, the handler stays.
    if (wish.way === 'send') call.endsWhenTold = false
    else call.waitsFor = asked
    const options = { attempts, ...(wish.way === 'send' ? { deadlineMs } : {}) }
    try {
      await ask(this.#scene, context, { asked, work, options, random: this.#wishes, hurries: context.signal })
    } finally {
      call.endsWhenTold = true
      call.waitsFor = undefined
    }
  }
}
