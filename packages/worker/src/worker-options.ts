/** Options of workers, and the values that stand for what is left out. */
import { type ContractService, withStructured } from '@errand/contract'
import {
  assertName,
  hasMethods,
  isListOf,
  isOptions,
  type PayloadCodec,
  type PayloadCodecs,
  payloadCodecs,
} from '@errand/protocol'
import { assertKnownOptions, assertOption, assertOptions } from '@errand/requests'
import { timerMsMax } from '@errand/timing'
import type { Handler } from './handler.js'
import { type LogSink, stderrSink } from './stderr-log.js'

export interface WorkerOptions {
  /** Answers requests that are addressed to the worker by its name. */
  readonly handler?: Handler
  /** Answers requests that are addressed to a service: its name to its handler. */
  readonly services?: { readonly [service: string]: Handler }
  /**
   * Tasks that one worker runs at the same time, 1 to 10,000. With 1, they start in the order in which they were sent.
   * @default 1
   */
  readonly concurrency?: number
  /**
   * Tasks in hand and on the way to this thread, at most; at least `concurrency`.
   * @default measured as it goes: as many as keep the worker busy for two milliseconds. For an event loop 2,048
   */
  readonly slots?: number
  /**
   * Milliseconds that a handler may run, from its start; above 0, at most 2,147,483,647. Then its signal is aborted, and
   * the request ends with `run-timeout`. A request may ask for less.
   * @default none: a handler may run until the request's deadline
   */
  readonly runTimeoutMs?: number
  /**
   * Milliseconds that a handler has to end after its signal was aborted, where the thread serves others too: in an event
   * loop and in an attached worker. Then its slot goes to another task, and what it returns later is ignored. 0 to
   * 2,147,483,647. In a dedicated thread, a compute thread or a child process the broker decides, and ends it whole.
   * @default 1000
   */
  readonly abandonAfterMs?: number
  /**
   * Lets requests for a service that handlers made run in the slots of handlers that wait for what they asked for, so that a
   * pool whose every slot waits for the pool goes on. Requests for a worker by its name never do.
   * @default true
   */
  readonly lendSlots?: boolean
  /**
   * Contracts that are served, each as the service of its name; `implement` makes one of a contract and its handlers.
   * @default none
   */
  readonly contracts?: readonly ContractService[]
  /**
   * Sends the stack of a handler's error to the caller.
   * @default false
   */
  readonly sendStacks?: boolean
  /**
   * How temporary sockets are used: one for a burst of messages, or one for each message as in the seed.
   * @default 'burst'
   */
  readonly temporarySockets?: 'burst' | 'message'
  /**
   * Temporary sockets open at the same time, for each purpose; more messages wait. 1 to 1,000.
   * @default 8
   */
  readonly temporarySocketsMax?: number
  /** Codecs that are asked before bytes and JSON. */
  readonly codecs?: readonly PayloadCodec[]
  /** Where `context.log` writes. @default a line of JSON on standard error */
  readonly log?: LogSink
}

export interface ResolvedWorkerOptions {
  readonly handler: Handler | undefined
  readonly services: ReadonlyMap<string, Handler>
  readonly concurrency: number
  readonly slots: number | undefined
  /** Infinity for none. */
  readonly runTimeoutMs: number
  readonly abandonAfterMs: number
  readonly lendSlots: boolean
  readonly contracts: ReadonlyMap<string, ContractService>
  readonly sendStacks: boolean
  readonly leasesPerSocket: number
  readonly socketsMax: number
  readonly codecs: PayloadCodecs
  readonly log: LogSink
}

const concurrencyMax = 10_000
const slotsMax = 65_536
const socketsMaxMax = 1000

/** A second: a handler that heeds its signal needs much less. */
const standardAbandonAfterMs = 1000

function assertInteger(name: string, value: number, least: number, most: number): void {
  assertOption(
    Number.isInteger(value) && value >= least && value <= most,
    name,
    value,
    `an integer from ${least} to ${most}`,
  )
}

/** @throws OptionError */
export function assertMs(name: string, value: unknown, least: 'above 0' | 'from 0'): void {
  const isEnough = typeof value === 'number' && (least === 'from 0' ? value >= 0 : value > 0)
  assertOption(isEnough && value <= timerMsMax, name, value, `a number ${least} to ${timerMsMax}`)
}

const knownOptions: { readonly [name in keyof Required<WorkerOptions>]: true } = {
  handler: true,
  services: true,
  contracts: true,
  concurrency: true,
  slots: true,
  runTimeoutMs: true,
  abandonAfterMs: true,
  lendSlots: true,
  sendStacks: true,
  temporarySockets: true,
  temporarySocketsMax: true,
  codecs: true,
  log: true,
}

/** @throws OptionError, ProtocolError naming the option, its value and what is allowed */
export function resolveWorkerOptions(given: WorkerOptions | Handler): ResolvedWorkerOptions {
  const options = typeof given === 'function' ? { handler: given } : given
  assertOptions(options)
  assertKnownOptions(options, knownOptions)
  const {
    handler,
    services = {},
    concurrency = 1,
    slots,
    runTimeoutMs,
    abandonAfterMs = standardAbandonAfterMs,
    lendSlots = true,
    contracts = [],
    sendStacks = false,
    temporarySockets = 'burst',
    temporarySocketsMax = 8,
    log = stderrSink,
  } = options
  assertOption(isOptions(services), 'services', services, 'an object of handlers')
  const names = Object.keys(services)
  const isEmpty = handler === undefined && names.length === 0 && contracts.length === 0
  assertOption(!isEmpty, 'handler', handler, 'a function, where no services and no contracts are given')
  assertOption(handler === undefined || typeof handler === 'function', 'handler', handler, 'a function')
  for (const name of names) {
    assertName('the name of a service', name)
    assertOption(typeof services[name] === 'function', `services["${name}"]`, services[name], 'a function')
  }
  assertInteger('concurrency', concurrency, 1, concurrencyMax)
  if (slots !== undefined) assertInteger('slots', slots, concurrency, slotsMax)
  if (runTimeoutMs !== undefined) assertMs('runTimeoutMs', runTimeoutMs, 'above 0')
  assertMs('abandonAfterMs', abandonAfterMs, 'from 0')
  assertOption(
    ['burst', 'message'].includes(temporarySockets),
    'temporarySockets',
    temporarySockets,
    "'burst' or 'message'",
  )
  assertInteger('temporarySocketsMax', temporarySocketsMax, 1, socketsMaxMax)
  assertOption(typeof log === 'function', 'log', log, 'a function')
  assertOption(typeof lendSlots === 'boolean', 'lendSlots', lendSlots, 'true or false')
  const areServices = isListOf(contracts, (each) => hasMethods(each, 'handle', 'encodeInterim'))
  assertOption(areServices, 'contracts', contracts, 'a list of what `implement` makes')
  const served = new Map(contracts.map((contract) => [contract.name, contract]))
  for (const { name } of contracts)
    assertOption(!names.includes(name), `services["${name}"]`, services[name], 'a name that no contract has')
  assertOption(served.size === contracts.length, 'contracts', contracts, 'contracts of different names')
  return {
    handler,
    services: new Map([...Object.entries(services), ...contracts.map(({ name, handle }) => [name, handle] as const)]),
    concurrency,
    slots,
    runTimeoutMs: runTimeoutMs ?? Infinity,
    abandonAfterMs,
    lendSlots,
    contracts: served,
    sendStacks,
    leasesPerSocket: temporarySockets === 'message' ? 1 : Infinity,
    socketsMax: temporarySocketsMax,
    codecs: payloadCodecs(withStructured(options.codecs)),
    log,
  }
}
