/** What requests ask for: bodies that tell handlers what to do, and the handlers that do it. */
import { RequestError, type RequestOptions } from '@errand/requests'
import type { Call } from '../audit/ledger.js'
import type { Random } from '../engine/random.js'
import type { SimProcess } from '../engine/sim-process.js'
import type { Handler, TaskContext } from '../product.js'
import { rogueName, type Scene } from './scene.js'

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
}

export interface Answer {
  readonly number: number
  readonly call: number
}

/** What is drawn for one request. */
export function drawnWork(scene: Scene, random: Random, targets: readonly string[]): Omit<Work, 'number'> {
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
  const chain = doing === 'ask' ? Array.from({ length: 1 + random.below(3) }, () => random.pick(targets)) : []
  return { doing, ms, heeds: random.chance(0.7), chain }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}

function never(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

/** Tells the lease of the task whose handler is called next, where its worker has a log of starts. */
export interface StartedLease {
  lease: number
}

export class Handlers {
  readonly #scene: Scene
  readonly #process: SimProcess
  readonly #random: Random
  readonly #started: StartedLease

  constructor(scene: Scene, process: SimProcess, started: StartedLease = { lease: 0 }) {
    this.#scene = scene
    this.#process = process
    this.#random = scene.randomOf(`handlers of ${process.name}`)
    this.#started = started
  }

  get handler(): Handler {
    return (work: Work, context: TaskContext) => this.#run(work, context)
  }

  #run(work: Work, context: TaskContext): Answer | Promise<Answer> {
    const { ledger } = this.#scene
    const asked = ledger.find(work.number)
    if (!asked) throw new Error('this is no work')
    const call = ledger.called(asked, context.worker, this.#process, this.#started.lease)
    this.#started.lease = 0
    if (work.doing !== 'quick' && work.doing !== 'block') return this.#await(work, context, call)
    if (work.doing === 'block') this.#process.block(work.ms)
    return this.#returned(call)
  }

  #returned(call: Call): Answer {
    call.endedAtMs = this.#process.now()
    call.hasReturned = true
    return { number: call.asked.number, call: call.number }
  }

  async #await(work: Work, context: TaskContext, call: Call): Promise<Answer> {
    try {
      await this.#do(work, context, call)
      return this.#returned(call)
    } catch (error) {
      call.endedAtMs = this.#process.now()
      throw error
    }
  }

  async #do({ doing, ms, heeds, chain }: Work, context: TaskContext, call: Call): Promise<void> {
    const signal = heeds ? context.signal : undefined
    if (doing === 'throw') throw new Error('this handler throws')
    if (doing === 'slow') await sleep(ms, signal)
    else if (doing === 'hang') await never(signal)
    else await this.#ask(chain, context, call)
  }

  async #ask([target, ...chain]: readonly string[], context: TaskContext, call: Call): Promise<void> {
    if (target === undefined) return
    const { ledger } = this.#scene
    const attempts = this.#random.chance(0.3) ? 2 : 1
    const nowMs = this.#process.now()
    const deadlineMs = Math.max(1, context.remainingMs())
    const asked = ledger.ask({
      process: this.#process,
      target,
      attempts,
      askedAtMs: nowMs,
      deadlineAtMs: nowMs + deadlineMs,
      runTimeoutMs: Infinity,
      parent: call,
    })
    const work: Work = { number: asked.number, doing: chain.length > 0 ? 'ask' : 'quick', ms: 0, heeds: true, chain }
    call.waitsFor = asked
    try {
      await this.#request(context, work, target, { attempts })
    } finally {
      call.waitsFor = undefined
    }
  }

  async #request(context: TaskContext, work: Work, target: string, options: RequestOptions): Promise<void> {
    const asked = this.#scene.ledger.find(work.number)
    try {
      const answer = await context.request<Answer>(target, work, options)
      if (asked) ended(this.#scene, asked, 'reply', true, answer)
    } catch (error) {
      if (asked && error instanceof RequestError) ended(this.#scene, asked, error.code, error.mayHaveRun)
      throw error
    }
  }
}

type Asked = NonNullable<ReturnType<Scene['ledger']['find']>>

/** How late a request may end on the side of who asked, where nothing kept that side from noticing. */
const lateMsMax = 50

/** A request has ended for who asked. */
export function ended(scene: Scene, asked: Asked, how: string, mayHaveRun: boolean, answer?: Answer): void {
  const { ledger, world } = scene
  const atMs = asked.process.now()
  if (asked.ending) ledger.violated('I3', `request ${asked.number} ended twice: ${asked.ending.how}, ${how}`)
  asked.ending = { atMs, how, mayHaveRun }
  world.trace.add(atMs, how, String(asked.number))
  const isLate = atMs > asked.deadlineAtMs + lateMsMax && asked.process.troubledUntilMs < asked.deadlineAtMs
  if (isLate) ledger.violated('I8', `request ${asked.number} ended ${(atMs - asked.deadlineAtMs).toFixed(1)} ms late`)
  if (how === 'run-timeout') checkRunTimeout(scene, asked)
  if (how === 'reply') checkAnswer(scene, asked, answer)
  else if (!mayHaveRun && asked.calls.length > 0)
    ledger.violated('mayHaveRun', `request ${asked.number} ended with ${how}, which says that it has not run; it has`)
}

function checkAnswer({ ledger }: Scene, asked: Asked, answer: Answer | undefined): void {
  if (asked.target === rogueName) return
  const call = ledger.calls[(answer?.call ?? 0) - 1]
  if (answer?.number === asked.number && call?.asked === asked && call.hasReturned) return
  ledger.violated(
    'I3',
    `request ${asked.number} was answered by what no handler of it returned: ${JSON.stringify(answer)}`,
  )
}

/** A run that took less than it may, and whose answer was not lost, did not take too long. */
function checkRunTimeout({ ledger, spoiler }: Scene, { number, calls, leases, runTimeoutMs }: Asked): void {
  const call = calls.at(-1)
  if (!call?.hasReturned || call.endedAtMs === undefined || leases.some((lease) => spoiler.leases.has(lease))) return
  // What keeps its thread busy behind it keeps its answer there too.
  if (call.process.troubledUntilMs > call.startedAtMs) return
  const ranMs = call.endedAtMs - call.startedAtMs
  if (ranMs < runTimeoutMs)
    ledger.violated(
      'I9',
      `request ${number} ran ${ranMs.toFixed(1)} ms of ${runTimeoutMs.toFixed(1)}, and is told that it ran too long`,
    )
}
