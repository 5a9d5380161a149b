/** When what has ended is started again, and when what runs is replaced. */
import { check, checkAtLeastOne, checkKnown, checkMs, checkMsAboveZero, checkOptions } from '../option-check.js'

/** How workers whose thread or process has ended are started again. */
export interface RestartOptions {
  /**
   * Milliseconds before the first start after an end; doubled after each further one within `windowMs`. A part of each
   * delay, up to a half, is left to chance. Above 0.
   * @default 100
   */
  readonly minDelayMs?: number
  /**
   * Milliseconds that no delay exceeds. At least `minDelayMs`.
   * @default 10000
   */
  readonly maxDelayMs?: number
  /**
   * Ends within `windowMs` after which a worker is barred: what waits for it fails with `worker-crash-loop`, and so does
   * what comes. An integer of at least 1, or Infinity.
   * @default 5
   */
  readonly crashesMax?: number
  /**
   * Milliseconds in which ends are counted. Above 0.
   * @default 60000
   */
  readonly windowMs?: number
  /**
   * Milliseconds after which a barred worker is tried again; if that ends as well within `windowMs`, it is barred at once.
   * From 0.
   * @default 30000
   */
  readonly cooldownMs?: number
}

export type RestartPolicy = Required<RestartOptions>

/** When a worker that runs is replaced: it ends what it holds, and another is started in its place. */
export interface RecycleOptions {
  /** Tasks that were given to its thread or process. A few more may be given before it is told. An integer of at least 1. */
  readonly afterTasks?: number
  /** Bytes that it says it uses in a heartbeat: of a thread its heap, of a process all. At least 1. */
  readonly memoryBytes?: number
}

/** @throws BrokerError `invalid-option` */
export function resolveRestart(
  what: string,
  given: false | RestartOptions,
  basis: RestartPolicy,
): false | RestartPolicy {
  if (given === false) return false
  checkOptions(what, given)
  checkKnown(what, given, standardRestart)
  const policy = { ...basis, ...given }
  const { minDelayMs, maxDelayMs, crashesMax, windowMs, cooldownMs } = policy
  checkMsAboveZero(`${what}.minDelayMs`, minDelayMs)
  checkMsAboveZero(`${what}.maxDelayMs`, maxDelayMs)
  check(maxDelayMs >= minDelayMs, `${what}.maxDelayMs`, maxDelayMs, `at least minDelayMs, which is ${minDelayMs}`)
  const isCount = crashesMax === Infinity || (Number.isInteger(crashesMax) && crashesMax >= 1)
  check(isCount, `${what}.crashesMax`, crashesMax, 'an integer of at least 1, or Infinity')
  checkMsAboveZero(`${what}.windowMs`, windowMs)
  checkMs(`${what}.cooldownMs`, cooldownMs)
  return policy
}

export const standardRestart: RestartPolicy = {
  minDelayMs: 100,
  maxDelayMs: 10_000,
  crashesMax: 5,
  windowMs: 60_000,
  cooldownMs: 30_000,
}

const knownRecycle: { readonly [name in keyof Required<RecycleOptions>]: true } = {
  afterTasks: true,
  memoryBytes: true,
}

/** @throws BrokerError `invalid-option` */
export function checkRecycle(what: string, given: RecycleOptions): void {
  checkOptions(what, given)
  checkKnown(what, given, knownRecycle)
  const { afterTasks = 1, memoryBytes = 1 } = given
  check(Number.isInteger(afterTasks) && afterTasks >= 1, `${what}.afterTasks`, afterTasks, 'an integer of at least 1')
  checkAtLeastOne(`${what}.memoryBytes`, memoryBytes)
}
