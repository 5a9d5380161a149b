/** A launch under way: whenever it is told to stop or ended by force, and however it ends, it ends once, with one reason. */
import type { Clock, Timer } from '@errand/timing'
import { portableError } from '../portable-error.js'
import type { EndReason } from './end-reason.js'
import type { Launch, LaunchEvents, StartLaunch } from './launch.js'

export interface RunningOptions {
  readonly launch: StartLaunch
  /** Which start of it this is, from 1. */
  readonly start: number
  readonly stopGraceMs: number
  readonly clock: Clock
  readonly events: LaunchEvents
}

/** Between two tries to tell what cannot be told yet. */
const tellAgainMs = 5

export class Running {
  readonly #options: RunningOptions
  readonly #begun: Promise<void>
  #launch: Launch | undefined
  /** Why it is ended from here; undefined as long as it is not. */
  #sentence: EndReason | undefined
  #timer: Timer | undefined
  #hasEnded = false

  constructor(options: RunningOptions) {
    this.#options = options
    this.#begun = this.#begin()
  }

  drain(onEmpty: () => void): void {
    this.#launch?.drain(onEmpty)
  }

  /** Tells it to stop, and ends it by force when the grace is over. Nothing new where it is being ended already. */
  async stop(sentence: EndReason): Promise<void> {
    if (this.#sentence) return
    this.#sentence = sentence
    await this.#begun
    this.#tell(sentence, this.#options.clock.now() + this.#options.stopGraceMs)
  }

  /** Ends it by force. */
  async end(sentence: EndReason): Promise<void> {
    this.#sentence = sentence
    await this.#begun
    await this.#force(sentence)
  }

  makeSafe(): void {
    this.#launch?.makeSafe()
  }

  endWithProcess(): void {
    this.#launch?.endWithProcess()
  }

  /**
   * What still loads cannot be told yet: it is told as soon as it can be. To end it in the middle of that would leave the
   * files open that Node was reading for it.
   */
  #tell(sentence: EndReason, forcedAt: number): void {
    if (this.#hasEnded) return
    const { clock, stopGraceMs } = this.#options
    const now = clock.now()
    const isTold = this.#launch?.stop(stopGraceMs) ?? false
    if (isTold) this.#timer = clock.setTimer(now + stopGraceMs, () => void this.#force(sentence))
    else if (now >= forcedAt) void this.#force(sentence)
    else this.#timer = clock.setTimer(now + tellAgainMs, () => this.#tell(sentence, forcedAt))
  }

  async #begin(): Promise<void> {
    const { launch, start, events } = this.#options
    try {
      this.#launch = await launch(this.#whileItRuns(events), start)
    } catch (error) {
      const portable = portableError(error)
      this.#ended({ kind: 'start-failed', message: portable.message, error: portable }, error)
    }
  }

  async #force(sentence: EndReason): Promise<void> {
    if (this.#hasEnded || !this.#launch) return
    // What is stuck in native code is left to itself: all that led to it is gone, and another takes over.
    if (!(await this.#launch.end(sentence))) this.#ended(sentence, undefined)
  }

  #ended(actual: EndReason, error: unknown): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#timer?.cancel()
    const reason = this.#reasonFor(actual)
    this.#launch?.release(reason)
    this.#options.events.ended(reason, error)
  }

  /** A connection is lost also because its process ends by itself, which is then what happened. */
  #reasonFor(actual: EndReason): EndReason {
    if (this.#sentence?.kind === 'lost' && actual.kind !== 'signal') return actual
    return this.#sentence ?? actual
  }

  #whileItRuns(events: LaunchEvents): LaunchEvents {
    const unlessEnded =
      <Arguments extends unknown[]>(act: (...given: Arguments) => void) =>
      (...given: Arguments): void => {
        if (!this.#hasEnded) act(...given)
      }
    return {
      announced: unlessEnded(events.announced),
      given: unlessEnded(events.given),
      heartbeat: unlessEnded(events.heartbeat),
      hung: unlessEnded(events.hung),
      lost: unlessEnded(events.lost),
      ended: (reason, error) => this.#ended(reason, error),
    }
  }
}
