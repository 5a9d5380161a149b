/** What a broker is told of the threads and processes that it starts. All of it is data: it can cross to a thread. */
import type { ResourceLimits } from 'node:worker_threads'
import { assertName, isListOf, shown } from '@errand/protocol'
import { BrokerError } from '../broker-error.js'
import { check, checkKnown, checkOptions } from '../option-check.js'
import {
  checkRecycle,
  type RecycleOptions,
  type RestartOptions,
  type RestartPolicy,
  resolveRestart,
  standardRestart,
} from './restart-options.js'

/**
 * Where a worker of its own runs. `thread`: a thread with sockets, the fastest for small tasks. `compute`: a thread that
 * is fed by its port and loads no ZeroMQ, which can be ended at any moment. `process`: a child process, which can be ended
 * even in native code.
 */
export type Placement = 'thread' | 'compute' | 'process'

/** What is launched: workers as they are placed, or the loops of a pool. */
export type LaunchPlacement = Placement | 'loop'

/** What a worker of its own and a pool have in common. */
export interface LaunchOptions {
  /** The module that the thread or process runs. */
  readonly module: URL | string
  /** What `launchData()` gives there. For threads anything that can be cloned, for processes what JSON can say. */
  readonly data?: unknown
  /** Limits of a thread's heap and stack. Of a process, only `maxOldGenerationSizeMb` is allowed. */
  readonly resourceLimits?: ResourceLimits
  /** What stands before the module in node's command line. @default that of this process */
  readonly execArgv?: readonly string[]
  /** How it is started again when it ends, or `false`: not at all. @default the broker's */
  readonly restart?: false | RestartOptions
  /** When it is replaced while it runs. @default never */
  readonly recycle?: RecycleOptions
}

/** A worker in a thread or a process of its own. Its module calls `serve` or `runWorker`. */
export interface DedicatedWorkerOptions extends LaunchOptions {
  readonly name: string
  /** @default 'thread' */
  readonly placement?: Placement
  /** For processes: environment variables, beside those of this process. */
  readonly env?: { readonly [name: string]: string }
}

/** Many workers on a few event loops, each loop in a thread. Their module calls `serve` or `runLoop`. */
export interface PoolOptions extends LaunchOptions {
  /**
   * First part of the loops' names: `loop.1`, `loop.2`.
   * @default 'loop'
   */
  readonly name?: string
  /** Event loops, 1 to 256. */
  readonly loops: number
  /** Names of the workers, at least one. */
  readonly workers: readonly string[]
}

interface Resolved {
  readonly restart: false | RestartPolicy
  readonly recycle: RecycleOptions
}
export type ResolvedWorker = DedicatedWorkerOptions & Resolved & { readonly placement: Placement }
export type ResolvedPool = PoolOptions & Resolved & { readonly name: string }

const placements: readonly Placement[] = ['thread', 'compute', 'process']

const standardPoolName = 'loop'

const loopsMax = 256

/** Linux takes no longer string in an environment; the rest of the descriptor is about 500 characters. */
const processDataCharsMax = 120_000

export function loopNames(pool: string, loops: number): readonly string[] {
  return Array.from({ length: loops }, (_, index) => `${pool}.${index + 1}`)
}

/** @throws BrokerError `invalid-option` */
export function resolveWorker(given: DedicatedWorkerOptions, brokers: false | RestartOptions): ResolvedWorker {
  const { name, placement = 'thread', env } = given
  assertName('the name of a worker', name)
  const what = `the worker ${name}`
  check(placements.includes(placement), `the placement of ${what}`, placement, quoted(placements))
  if (placement === 'process') checkProcess(what, given)
  else check(env === undefined, `env of ${what}`, env, 'nothing, where its placement is not "process"')
  return { ...given, placement, ...resolveLaunch(what, given, brokers) }
}

/** @throws BrokerError `invalid-option`, ProtocolError */
export function resolvePool(given: PoolOptions, brokers: false | RestartOptions): ResolvedPool {
  const { name = standardPoolName, loops, workers } = given
  assertName('the name of a pool', name)
  const what = `the pool ${name}`
  const resolved = resolveLaunch(what, given, brokers)
  check(Number.isInteger(loops) && loops >= 1 && loops <= loopsMax, 'loops', loops, `an integer from 1 to ${loopsMax}`)
  const isList = Array.isArray(workers) && workers.length > 0
  check(isList, `the workers of ${what}`, workers, 'a list of at least one name')
  return { ...given, name, ...resolved }
}

const knownLimits: { readonly [name in keyof Required<ResourceLimits>]: true } = {
  maxYoungGenerationSizeMb: true,
  maxOldGenerationSizeMb: true,
  codeRangeSizeMb: true,
  stackSizeMb: true,
}

function resolveLaunch(
  what: string,
  { module, data, execArgv, restart, resourceLimits = {}, recycle = {} }: LaunchOptions,
  brokers: false | RestartOptions,
): Resolved {
  const isModule = module instanceof URL || (typeof module === 'string' && module.length > 0)
  check(isModule, `the module of ${what}`, module, 'a URL, or a path')
  checkData(`data of ${what}`, data)
  checkOptions(`resourceLimits of ${what}`, resourceLimits)
  checkKnown(`resourceLimits of ${what}`, resourceLimits, knownLimits)
  const areArguments = execArgv === undefined || isListOf(execArgv, (argument) => typeof argument === 'string')
  check(areArguments, `execArgv of ${what}`, execArgv, 'a list of texts')
  checkRecycle(`recycle of ${what}`, recycle)
  const basis = brokers === false ? standardRestart : { ...standardRestart, ...brokers }
  return { recycle, restart: resolveRestart(`restart of ${what}`, restart ?? brokers, basis) }
}

/** Found out before, for a thread that cannot be given its data is found half started. @throws BrokerError `invalid-option` */
export function checkData(name: string, data: unknown): void {
  try {
    structuredClone(data)
  } catch (cause) {
    throw new BrokerError('invalid-option', `${name} cannot be cloned: ${shown(cause)}`, { cause })
  }
}

function checkProcess(what: string, { data, resourceLimits = {} }: DedicatedWorkerOptions): void {
  const text = jsonOf(data)
  check(text !== undefined, `data of ${what}`, data, 'what JSON can say, since it crosses to a process')
  const chars = text?.length ?? 0
  const rule = `JSON of at most ${processDataCharsMax} characters, since it crosses to a process`
  check(chars <= processDataCharsMax, `data of ${what}`, `${chars} characters long`, rule)
  const limits = Object.keys(resourceLimits).filter((limit) => limit !== 'maxOldGenerationSizeMb')
  check(limits.length === 0, `resourceLimits of ${what}`, limits, 'maxOldGenerationSizeMb, since it is a process')
}

function jsonOf(data: unknown): string | undefined {
  try {
    return JSON.stringify({ data })
  } catch {
    return undefined
  }
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
