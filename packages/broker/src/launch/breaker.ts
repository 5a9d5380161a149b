/**
 * When what has ended is started again: after a delay that grows, or, where it ends again and again, after a rest. The
 * first start after a rest is a trial: ending once more brings the next rest.
 */
import { type Backoff, backoff } from '@errand/timing'
import type { RestartPolicy } from './restart-options.js'

export interface Verdict {
  /** It has ended too often. */
  readonly isTripped: boolean
  /** Milliseconds until it is started again. */
  readonly delayMs: number
}

export class Breaker {
  readonly #policy: RestartPolicy
  readonly #backoff: Backoff
  /** When it ended, as far back as the window reaches; oldest first. */
  #crashes: number[] = []
  #trialUntil = -Infinity

  constructor(policy: RestartPolicy) {
    this.#policy = policy
    const { minDelayMs, maxDelayMs } = policy
    // Half of each delay is certain, so that what ends at once does not start at once.
    this.#backoff = backoff({ initialMs: minDelayMs, maxMs: maxDelayMs, jitter: 'equal' })
  }

  /** Ends within the window. */
  get crashes(): number {
    return this.#crashes.length
  }

  /** @param random in [0, 1) */
  crashed(now: number, random: number): Verdict {
    const { crashesMax, windowMs, cooldownMs } = this.#policy
    this.#crashes = this.#crashes.filter((at) => now - at < windowMs)
    this.#crashes.push(now)
    const isTripped = now < this.#trialUntil || this.#crashes.length >= crashesMax
    if (!isTripped) return { isTripped, delayMs: this.#backoff.delayMs(this.#crashes.length, random) }
    this.#trialUntil = now + cooldownMs + windowMs
    return { isTripped, delayMs: cooldownMs }
  }
}
