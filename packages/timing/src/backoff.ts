/**
 * How long to wait before the next attempt: longer after each failure, and spread by chance, so that many who failed
 * together don't come back together. The chance is the caller's, which keeps this a pure function.
 */
import { assertOptions, invalidArgument, invalidOption } from './timing-error.js'

/**
 * How a delay is drawn below its ceiling: `full` from 0 to the ceiling, `equal` from half of it to the ceiling, `none` is
 * the ceiling itself. (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/)
 */
export type BackoffJitter = 'full' | 'equal' | 'none'

/** Options of {@link backoff}. */
export interface BackoffOptions {
  /**
   * The ceiling of the first delay, in milliseconds; more than 0.
   *
   * @default 100
   */
  readonly initialMs?: number

  /**
   * What no ceiling exceeds, in milliseconds; at least `initialMs`.
   *
   * @default 30_000
   */
  readonly maxMs?: number

  /**
   * By what the ceiling is multiplied after each failure; at least 1.
   *
   * @default 2
   */
  readonly factor?: number

  /** @default 'full' */
  readonly jitter?: BackoffJitter
}

/** A rule of delays; it has no state. */
export interface Backoff {
  /**
   * The delay in milliseconds after attempt number `attempt` (1, 2, …) failed, for a `random` number in [0, 1).
   *
   * @throws TimingError `invalid-argument` if either is outside its range.
   */
  delayMs(attempt: number, random: number): number
}

type ResolvedOptions = Required<BackoffOptions>

// The lowest delay of each kind, as a share of the ceiling; chance decides about the rest.
const floorShare: Readonly<Record<BackoffJitter, number>> = { full: 0, equal: 0.5, none: 1 }

/**
 * Makes a rule of exponential delays.
 *
 * @throws TimingError `invalid-option` if an option is outside its range.
 */
export function backoff(options: BackoffOptions = {}): Backoff {
  const { initialMs, maxMs, factor, jitter } = resolveOptions(options)
  const floor = floorShare[jitter]
  return {
    delayMs(attempt, random) {
      requireAttempt(attempt)
      requireRandom(random)
      const ceilingMs = Math.min(maxMs, initialMs * factor ** (attempt - 1))
      return ceilingMs * (floor + (1 - floor) * random)
    },
  }
}

function resolveOptions(options: BackoffOptions): ResolvedOptions {
  assertOptions(options)
  const { initialMs = 100, maxMs = 30_000, factor = 2, jitter = 'full' } = options
  if (!(Number.isFinite(initialMs) && initialMs > 0)) {
    throw invalidOption('initialMs', initialMs, 'a finite number of milliseconds above 0')
  }
  if (!(Number.isFinite(maxMs) && maxMs >= initialMs)) {
    throw invalidOption('maxMs', maxMs, `a finite number of milliseconds of at least initialMs, which is ${initialMs}`)
  }
  if (!(Number.isFinite(factor) && factor >= 1)) throw invalidOption('factor', factor, 'a finite number of at least 1')
  if (typeof jitter !== 'string' || !Object.hasOwn(floorShare, jitter))
    throw invalidOption('jitter', jitter, '"full", "equal" or "none"')
  return { initialMs, maxMs, factor, jitter }
}

function requireAttempt(attempt: number): void {
  if (!(Number.isInteger(attempt) && attempt >= 1))
    throw invalidArgument('attempt', attempt, 'an integer of at least 1')
}

function requireRandom(random: number): void {
  if (!(typeof random === 'number' && random >= 0 && random < 1))
    throw invalidArgument('random', random, 'a number of at least 0 and below 1')
}
