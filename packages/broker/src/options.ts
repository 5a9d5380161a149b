/** What a broker can be started with, and the values that stand for what is left out. All of it is data: it can cross to a thread. */
import { type QueueLimits, standardQueueLimits } from './core/queue/task-queue.js'
import { assertName, type ProtocolLimits, resolveLimits } from '@errand/protocol'
import { type Transport, transports } from '@errand/sockets'
import {
  type DedicatedWorkerOptions,
  loopNames,
  type PoolOptions,
  type ResolvedPool,
  type ResolvedWorker,
  resolvePool,
  resolveWorker,
} from './launch/launch-options.js'
import { type RestartOptions, resolveRestart, standardRestart } from './launch/restart-options.js'
import { check, checkAtLeastOne, checkKnown, checkMs, checkMsAboveZero, checkOptions } from './option-check.js'

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
   * Milliseconds in which a thread or process has to be ready, from its own start: of many, only a few start at a time.
   * Above 0, at most 2,147,483,647.
   * @default 30000
   */
  readonly startTimeoutMs?: number
  /**
   * Milliseconds in which a worker that was told to stop has to end; then it is ended by force. 0 to 2,147,483,647.
   * @default 2000
   */
  readonly stopGraceMs?: number
  /**
   * How workers are started again when they end, or `false`: not at all. Each worker and each pool can say otherwise.
   * @default { minDelayMs: 100, maxDelayMs: 10000, crashesMax: 5, windowMs: 60000, cooldownMs: 30000 }
   */
  readonly restart?: false | RestartOptions
  /**
   * Milliseconds that a worker may keep a task whose request has ended; past them it is taken for hung, and is ended and
   * started again. After a run time-out it may be a tenth more: when a handler has started is seen by looking. 0 to 2,147,483,647.
   * @default 1000
   */
  readonly hangGraceMs?: number
  /**
   * Milliseconds between the heartbeats of launched workers; 0: none, and then an event loop is never taken for hung, and
   * no worker is recycled for its memory. 0 to 2,147,483,647.
   * @default 1000
   */
  readonly heartbeatIntervalMs?: number
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
  /** Bytes of answers that a peer may leave untaken; past it the peer is given up. Minimum 1. @default 67108864 */
  readonly heldBytesPerClientMax?: number
  readonly limits?: Partial<ProtocolLimits>
}

/** The options with nothing left out. */
export interface ResolvedBrokerOptions extends QueueLimits {
  readonly transport: Transport
  readonly directory: string | undefined
  readonly host: string | undefined
  readonly workers: readonly ResolvedWorker[]
  readonly pools: readonly ResolvedPool[]
  readonly jsonWorkers: readonly string[]
  readonly startTimeoutMs: number
  readonly stopGraceMs: number
  readonly hangGraceMs: number
  readonly heartbeatIntervalMs: number
  readonly heldBytesPerClientMax: number
  readonly limits: ProtocolLimits
}

/** Names of the broker's own sockets, which no worker can have: their endpoints would be the same. */
const reservedNames = ['broker', 'results', 'stopper']

function checkLists({ workers = [], pools = [], jsonWorkers = [] }: BrokerOptions): void {
  for (const [name, list] of Object.entries({ workers, pools, jsonWorkers }))
    check(Array.isArray(list), name, list, 'a list')
  for (const [name, list] of Object.entries({ workers, pools }))
    for (const item of list as readonly unknown[]) checkOptions(`one of the ${name}`, item)
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

/** Threads and processes are known by their names. */
function checkThreads(workers: readonly ResolvedWorker[], pools: readonly ResolvedPool[]): void {
  const taken = new Set(workers.map(({ name }) => name))
  for (const pool of pools) {
    for (const loop of loopNames(pool.name, pool.loops)) {
      const rule = `a name that no other pool has, and by which no loop (${loop}) is called like a dedicated worker`
      check(!taken.has(loop), 'the name of a pool', pool.name, rule)
      taken.add(loop)
    }
  }
}

function resolveQueueLimits(given: BrokerOptions): QueueLimits {
  const names = Object.keys(standardQueueLimits) as (keyof QueueLimits)[]
  const limits = names.map((name) => [name, given[name] ?? standardQueueLimits[name]] as const)
  for (const [name, value] of limits) checkAtLeastOne(name, value)
  return Object.fromEntries(limits) as unknown as QueueLimits
}

const knownOptions: { readonly [name in keyof Required<BrokerOptions>]: true } = {
  transport: true,
  directory: true,
  host: true,
  workers: true,
  pools: true,
  jsonWorkers: true,
  startTimeoutMs: true,
  stopGraceMs: true,
  restart: true,
  hangGraceMs: true,
  heartbeatIntervalMs: true,
  queuedPerTargetMax: true,
  queuedBytesPerTargetMax: true,
  queuedPerClientMax: true,
  queuedBytesPerClientMax: true,
  queuedBytesMax: true,
  heldBytesPerClientMax: true,
  limits: true,
}

/** @throws BrokerError `invalid-option`, ProtocolError: with the option, its value and what is allowed */
export function resolveBrokerOptions(given: BrokerOptions): ResolvedBrokerOptions {
  checkOptions('options', given)
  checkKnown('a broker', given, knownOptions)
  checkLists(given)
  const { transport = 'inproc', jsonWorkers = [], restart = {} } = given
  const { startTimeoutMs = 30_000, stopGraceMs = 2000, hangGraceMs = 1000, heartbeatIntervalMs = 1000 } = given
  const { heldBytesPerClientMax = 64 * 1024 * 1024 } = given
  check(transports.includes(transport), 'transport', transport, transports.map((name) => `'${name}'`).join(', '))
  checkMsAboveZero('startTimeoutMs', startTimeoutMs)
  checkMs('stopGraceMs', stopGraceMs)
  checkMs('hangGraceMs', hangGraceMs)
  checkMs('heartbeatIntervalMs', heartbeatIntervalMs)
  checkAtLeastOne('heldBytesPerClientMax', heldBytesPerClientMax)
  resolveRestart('restart', restart, standardRestart)
  const workers = (given.workers ?? []).map((worker) => resolveWorker(worker, restart))
  const pools = (given.pools ?? []).map((pool) => resolvePool(pool, restart))
  checkNames([...workers.map(({ name }) => name), ...pools.flatMap((pool) => pool.workers), ...jsonWorkers])
  checkSockets([...workers.map(({ name }) => name), ...jsonWorkers])
  checkThreads(workers, pools)
  return {
    transport,
    directory: given.directory,
    host: given.host,
    workers,
    pools,
    jsonWorkers,
    startTimeoutMs,
    stopGraceMs,
    hangGraceMs,
    heartbeatIntervalMs,
    ...resolveQueueLimits(given),
    heldBytesPerClientMax,
    limits: resolveLimits(given.limits),
  }
}
