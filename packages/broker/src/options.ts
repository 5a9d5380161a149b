/** What a broker can be started with, and the values that stand for what is left out. All of it is data: it can cross to a thread. */
import { type ResourceLimits } from 'node:worker_threads'
import { assertName, isNumberIn, isOptions, shown, type ProtocolLimits, resolveLimits } from '@errand/protocol'
import { type Transport, transports } from '@errand/sockets'
import { BrokerError } from './broker-error.js'
import { type QueueLimits, standardQueueLimits } from './core/task-queue.js'

/** A worker in a thread of its own, fed by a socket of its own. Its module calls `runWorker`. */
export interface DedicatedWorkerOptions {
  readonly name: string
  /** The module that the thread runs. */
  readonly module: URL | string
  /** Stands in the thread's `workerData`, under `data`. Anything that can be cloned. */
  readonly data?: unknown
  readonly resourceLimits?: ResourceLimits
}

/** Many workers on a few event loops, each loop in a thread. Their module calls `runLoop`. */
export interface PoolOptions {
  /**
   * First part of the loops' names: `loop.1`, `loop.2`.
   * @default 'loop'
   */
  readonly name?: string
  readonly module: URL | string
  /** Event loops, 1 to 256. */
  readonly loops: number
  /** Names of the workers, at least one. */
  readonly workers: readonly string[]
  readonly data?: unknown
  readonly resourceLimits?: ResourceLimits
}

export interface BrokerOptions {
  /**
   * How threads and clients reach the broker: `inproc` within this process, `ipc` on this machine, `tcp` on loopback.
   * @default 'inproc'
   */
  readonly transport?: Transport
  /** Directory of the ipc files, to be found by others: `<directory>/broker.ipc`. @default a private one */
  readonly directory?: string
  /** Address of tcp sockets; loopback only. @default '127.0.0.1' */
  readonly host?: string
  readonly workers?: readonly DedicatedWorkerOptions[]
  readonly pools?: readonly PoolOptions[]
  /**
   * Dedicated workers of the JSON profile that start by themselves: for each name the broker binds a PUSH and a PAIR.
   */
  readonly jsonWorkers?: readonly string[]
  /**
   * Milliseconds in which every thread has to be ready. Above 0, at most 2,147,483,647.
   * @default 30000
   */
  readonly startTimeoutMs?: number
  /**
   * Milliseconds in which a worker that was told to stop has to end; then its thread is ended. 0 to 2,147,483,647.
   * @default 2000
   */
  readonly stopGraceMs?: number
  /** Requests that wait for one target. Minimum 1. @default 100000 */
  readonly queuedPerTargetMax?: number
  /** Bytes of bodies that wait for one target. Minimum 1. @default 268435456 */
  readonly queuedBytesPerTargetMax?: number
  /** Requests of one client that wait, for all targets. Minimum 1. @default 100000 */
  readonly queuedPerClientMax?: number
  /** Bytes of bodies of one client that wait. Minimum 1. @default 268435456 */
  readonly queuedBytesPerClientMax?: number
  /** Bytes of bodies that wait, for all targets and clients. Minimum 1. @default 536870912 */
  readonly queuedBytesMax?: number
  /** Bytes of answers that a client may leave untaken; past it the client is given up. Minimum 1. @default 67108864 */
  readonly heldBytesPerClientMax?: number
  readonly limits?: Partial<ProtocolLimits>
}

/** The options with nothing left out. */
export interface ResolvedBrokerOptions extends QueueLimits {
  readonly transport: Transport
  readonly directory: string | undefined
  readonly host: string | undefined
  readonly workers: readonly DedicatedWorkerOptions[]
  readonly pools: readonly Required<Pick<PoolOptions, 'name' | 'module' | 'loops' | 'workers'>>[] &
    readonly PoolOptions[]
  readonly jsonWorkers: readonly string[]
  readonly startTimeoutMs: number
  readonly stopGraceMs: number
  readonly heldBytesPerClientMax: number
  readonly limits: ProtocolLimits
}

const loopsMax = 256

const standardPoolName = 'loop'

/** A timer that is set for longer fires at once. */
const timerMsMax = 2_147_483_647

/** Names of the broker's own sockets, which no worker can have: their endpoints would be the same. */
const reservedNames = ['broker', 'results', 'stopper']

function check(isAllowed: boolean, name: string, value: unknown, allowed: string): void {
  if (isAllowed) return
  throw new BrokerError('invalid-option', `${name} is ${shown(value)}; allowed is ${allowed}`)
}

/** @throws BrokerError `invalid-option` where what should hold options is no object */
export function checkOptions(value: unknown): void {
  check(isOptions(value), 'options', value, 'an object')
}

function checkLists({ workers, pools, jsonWorkers }: Pick<BrokerOptions, 'workers' | 'pools' | 'jsonWorkers'>): void {
  for (const [name, list] of Object.entries({ workers, pools, jsonWorkers }))
    check(Array.isArray(list), name, list, 'a list')
  for (const [name, list] of Object.entries({ workers, pools }))
    for (const item of list as unknown[]) check(isOptions(item), `one of the ${name}`, item, 'an object')
}

/** @throws BrokerError `invalid-option` */
export function checkDrainMs(drainMs: number): void {
  check(isNumberIn(drainMs, 0, timerMsMax), 'drainMs', drainMs, `a number from 0 to ${timerMsMax}`)
}

function checkModule(what: string, module: unknown): void {
  check(
    module instanceof URL || (typeof module === 'string' && module.length > 0),
    `the module of ${what}`,
    module,
    'a URL, or a path',
  )
}

/** Found out here, for a thread that cannot be given its data is found half started. */
function checkData(what: string, data: unknown): void {
  try {
    structuredClone(data)
  } catch (cause) {
    throw new BrokerError('invalid-option', `the data of ${what} cannot be cloned: ${shown(cause)}`, { cause })
  }
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>(reservedNames)
  for (const name of names) {
    assertName('the name of a worker', name)
    check(
      !seen.has(name),
      'the name of a worker',
      name,
      `a name that no other worker has, and none of ${reservedNames.join(', ')}`,
    )
    seen.add(name)
  }
}

/** A worker with sockets of its own has one more for its stop, called like it with this behind. */
const stopSuffix = '.stop'

/** Sockets of the same name would have the same endpoint. */
function checkSockets(names: readonly string[]): void {
  const taken = new Set(names.map((name) => name + stopSuffix))
  for (const name of names) {
    const rule = `a name that is not that of another worker with ${stopSuffix} behind it, as its stop socket is called`
    check(!taken.has(name), 'the name of a worker', name, rule)
  }
}

/** Threads are known by their names while they start. */
function checkThreads({ workers = [], pools = [] }: BrokerOptions): void {
  const taken = new Set(workers.map(({ name }) => name))
  for (const pool of pools) {
    const { name = standardPoolName } = pool
    for (const loop of loopNames(name, pool.loops)) {
      const rule = `a name that no other pool has, and by which no loop (${loop}) is called like a dedicated worker`
      check(!taken.has(loop), 'the name of a pool', name, rule)
      taken.add(loop)
    }
  }
}

export function loopNames(pool: string, loops: number): readonly string[] {
  return Array.from({ length: loops }, (_, index) => `${pool}.${index + 1}`)
}

function checkPool({ name = standardPoolName, module, loops, workers, data }: PoolOptions): void {
  assertName('the name of a pool', name)
  checkModule(`the pool ${name}`, module)
  checkData(`the pool ${name}`, data)
  check(Number.isInteger(loops) && loops >= 1 && loops <= loopsMax, 'loops', loops, `an integer from 1 to ${loopsMax}`)
  check(
    Array.isArray(workers) && workers.length > 0,
    `the workers of the pool ${name}`,
    workers,
    'a list of at least one name',
  )
}

function resolveQueueLimits(given: BrokerOptions): QueueLimits {
  const names = Object.keys(standardQueueLimits) as (keyof QueueLimits)[]
  const limits = names.map((name) => [name, given[name] ?? standardQueueLimits[name]] as const)
  for (const [name, value] of limits) check(isNumberIn(value, 1, Infinity), name, value, 'a number of at least 1')
  return Object.fromEntries(limits) as unknown as QueueLimits
}

/** @throws BrokerError `invalid-option`, ProtocolError: with the option, its value and what is allowed */
export function resolveBrokerOptions(given: BrokerOptions): ResolvedBrokerOptions {
  checkOptions(given)
  const { transport = 'inproc', workers = [], pools = [], jsonWorkers = [] } = given
  const { startTimeoutMs = 30_000, stopGraceMs = 2000, heldBytesPerClientMax = 64 * 1024 * 1024 } = given
  const queueLimits = resolveQueueLimits(given)
  check(transports.includes(transport), 'transport', transport, transports.map((name) => `'${name}'`).join(', '))
  check(
    isNumberIn(startTimeoutMs, 0, timerMsMax) && startTimeoutMs > 0,
    'startTimeoutMs',
    startTimeoutMs,
    `a number above 0, at most ${timerMsMax}`,
  )
  check(isNumberIn(stopGraceMs, 0, timerMsMax), 'stopGraceMs', stopGraceMs, `a number from 0 to ${timerMsMax}`)
  const isHeldAllowed = isNumberIn(heldBytesPerClientMax, 1, Infinity)
  check(isHeldAllowed, 'heldBytesPerClientMax', heldBytesPerClientMax, 'a number of at least 1')
  checkLists({ workers, pools, jsonWorkers })
  for (const { name, module, data } of workers) {
    checkModule(`the worker ${shown(name)}`, module)
    checkData(`the worker ${shown(name)}`, data)
  }
  for (const pool of pools) checkPool(pool)
  checkNames([...workers.map(({ name }) => name), ...pools.flatMap((pool) => pool.workers), ...jsonWorkers])
  checkSockets([...workers.map(({ name }) => name), ...jsonWorkers])
  checkThreads(given)
  return {
    transport,
    directory: given.directory,
    host: given.host,
    workers,
    pools: pools.map((pool) => ({ ...pool, name: pool.name ?? standardPoolName })),
    jsonWorkers,
    startTimeoutMs,
    stopGraceMs,
    ...queueLimits,
    heldBytesPerClientMax,
    limits: resolveLimits(given.limits),
  }
}
