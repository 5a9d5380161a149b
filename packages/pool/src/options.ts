/** What a pool can be started with, and the values that stand for what is left out. */
import { availableParallelism } from 'node:os'
import type { ResourceLimits } from 'node:worker_threads'
import type { BrokerOptions, RecycleOptions, RestartOptions } from '@errand/broker'
import type { Contract } from '@errand/contract'
import type { Handlers, WorkerOptions } from '@errand/worker'
import { PoolError } from './pool-error.js'

/**
 * Where handlers run. `inline`: in the calling thread, without threads or sockets, for tests and small scripts. `threads`: each
 * worker in a thread with sockets of its own. `compute`: the same without sockets, for handlers that may hang. `loops`: many
 * workers on a few event loops, for work that mostly waits. `processes`: each worker in a child process.
 */
export type PoolPlacement = 'inline' | 'threads' | 'compute' | 'loops' | 'processes'

export interface PoolOptions<C extends Contract> {
  /** What `client` asks for. */
  readonly contract: C
  /** The module that calls `serve`. Left out only with `handlers`. */
  readonly module?: URL | string
  /** With the placement `inline`, in place of a module. */
  readonly handlers?: Handlers<C>
  /** @default 'threads' */
  readonly placement?: PoolPlacement
  /**
   * Workers, 1 to 10,000; each of them runs as many tasks at a time as the `concurrency` that its module names.
   * @default as many as there are cores beside this thread's, at least 1; with `loops` ten for each loop, `inline` 1
   */
  readonly workers?: number
  /**
   * With the placement `loops`: event loops, 1 to 256.
   * @default as many as there are cores beside this thread's, at least 1
   */
  readonly loops?: number
  /**
   * What `launchData()` gives in the module. For threads anything that can be cloned, for processes what JSON can say; inline it
   * is there while the module is loaded.
   */
  readonly data?: unknown
  /** Limits of a thread's heap and stack. Of a process, only `maxOldGenerationSizeMb` is allowed. Inline there are none. */
  readonly resourceLimits?: ResourceLimits
  /** How workers are started again when they end, or `false`: not at all. Inline nothing ends by itself. @default the broker's */
  readonly restart?: false | RestartOptions
  /** When a worker is replaced while it runs: after so many tasks, or with so much memory. Inline it is not. @default never */
  readonly recycle?: RecycleOptions
  /**
   * Deadline of the requests that name none, in milliseconds.
   * @default 30000
   */
  readonly deadlineMs?: number
  /**
   * What becomes of a request for which the broker has no room: it fails with `overloaded`, or waits in the client.
   * @default 'fail'
   */
  readonly whenOverloaded?: 'fail' | 'wait'
  /**
   * Checks inputs also where they are sent; workers check them in any case.
   * @default false
   */
  readonly validateAtClient?: boolean
  /** With the placement `inline` and `handlers`: as `serve` takes them. */
  readonly serve?: Omit<WorkerOptions, 'handler' | 'services' | 'contracts'>
  /** Further options of the broker: its transport, its limits. */
  readonly broker?: Omit<BrokerOptions, 'workers' | 'pools'>
}

export interface ResolvedPoolOptions<C extends Contract> extends PoolOptions<C> {
  readonly placement: PoolPlacement
  readonly names: readonly string[]
  readonly loops: number
}

const known: { readonly [name in keyof Required<PoolOptions<Contract>>]: true } = {
  contract: true,
  module: true,
  handlers: true,
  placement: true,
  workers: true,
  loops: true,
  data: true,
  resourceLimits: true,
  restart: true,
  recycle: true,
  deadlineMs: true,
  whenOverloaded: true,
  validateAtClient: true,
  serve: true,
  broker: true,
}

const placements: readonly unknown[] = ['inline', 'threads', 'compute', 'loops', 'processes']
const workersMax = 10_000
const loopsMax = 256
const workersPerLoop = 10

/** @throws PoolError `invalid-option` with the option, its value and what is allowed */
export function resolvePoolOptions<C extends Contract>(given: PoolOptions<C>): ResolvedPoolOptions<C> {
  check(typeof given === 'object' && given !== null, 'the argument of start', given, 'an object of options')
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined)
    throw new PoolError('invalid-option', `there is no option ${unknown}; allowed are ${Object.keys(known).join(', ')}`)
  const cores = Math.max(1, availableParallelism() - 1)
  const { contract, module, handlers, serve, placement = 'threads', loops = cores } = given
  check(typeof contract?.hash === 'string', 'contract', contract, 'what `defineContract` gives')
  check(
    placements.includes(placement),
    'placement',
    placement,
    placements.map((each) => `'${String(each)}'`).join(', '),
  )
  const isLoopCount = Number.isInteger(loops) && loops >= 1 && loops <= loopsMax
  check(isLoopCount, 'loops', loops, `an integer from 1 to ${loopsMax}`)
  const standard = { inline: 1, loops: workersPerLoop * loops, threads: cores, compute: cores, processes: cores }
  const { workers = standard[placement] } = given
  const isCount = Number.isInteger(workers) && workers >= 1 && workers <= workersMax
  check(isCount, 'workers', workers, `an integer from 1 to ${workersMax}`)
  check(
    handlers === undefined || placement === 'inline',
    'handlers',
    handlers,
    "nothing, where the placement is not 'inline'",
  )
  check(
    (module === undefined) !== (handlers === undefined),
    'module',
    module,
    'a module or, inline, handlers: one of the two',
  )
  check(
    module === undefined || typeof module === 'string' || module instanceof URL,
    'module',
    module,
    'a URL, or a path from the current directory',
  )
  check(
    serve === undefined || handlers !== undefined,
    'serve',
    serve,
    'nothing beside a module, which serves by itself',
  )
  return { ...given, placement, loops, names: Array.from({ length: workers }, (_, at) => `worker.${at + 1}`) }
}

/** A number in quotes is a text, and is to be seen as one. */
function shownText(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function check(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (isAllowed) return
  const shown = typeof value === 'object' && value !== null ? 'an object' : shownText(value)
  throw new PoolError('invalid-option', `${name} is ${shown}; allowed is ${allowed}`)
}
