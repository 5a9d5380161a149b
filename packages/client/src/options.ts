/** What a client can be opened with, and the values that stand for what is left out. */
import { withStructured } from '@errand/contract'
import {
  hasMethods,
  isNumberIn,
  type PayloadCodec,
  payloadCodecs,
  type PayloadCodecs,
  type ProtocolLimits,
  resolveLimits,
} from '@errand/protocol'
import {
  assertDeadlineMs,
  assertKnownOptions,
  assertOption,
  assertOptions,
  type WhenOverloaded,
} from '@errand/requests'
import { directListener, type DirectListener, type SocketFactory, transportOf, zeromqSockets } from '@errand/sockets'
import { type Clock, systemClock } from '@errand/timing'

export interface ClientOptions {
  /** The broker's front: `inproc://…` in this process, `ipc://…` on this machine, `tcp://…` beyond. */
  readonly endpoint: string
  /**
   * How requests are written: `packets`, errand's own, or `json`, one JSON object a message, which brokers of the
   * JSON profile understand. Bodies are JSON objects then.
   * @default 'packets'
   */
  readonly profile?: 'packets' | 'json'
  /**
   * Deadline of the requests that name none, in milliseconds.
   * @default 30000
   */
  readonly deadlineMs?: number
  /**
   * Bytes of requests that wait here because the broker does not take them; past it requests end at once with
   * `overloaded`. Those that wait by `whenOverloaded` are counted apart, with the same limit. Minimum 0.
   * @default 268435456 (256 MiB)
   */
  readonly heldBytesMax?: number
  /**
   * What becomes of a request for which the broker has no room. `fail`: it ends at once with `overloaded`. `wait`: it waits
   * here, and is sent again after the time that the broker says, as long as its deadline allows. Requests that wait
   * may be overtaken by later ones.
   * @default 'fail'
   */
  readonly whenOverloaded?: WhenOverloaded
  /**
   * Milliseconds between the heartbeats of the connection, over ipc and tcp: a broker whose process has stopped is noticed
   * within three of them. An integer, 0 for none, at most 3,600,000.
   * @default 1000
   */
  readonly heartbeatIntervalMs?: number
  /** Codecs that are asked before bytes and JSON. */
  readonly codecs?: readonly PayloadCodec[]
  readonly limits?: Partial<ProtocolLimits>
  /**
   * Another set of sockets, the in-memory ones for example.
   * @default ZeroMQ's; none where the broker was started in this thread: requests are handed over to it then
   */
  readonly sockets?: SocketFactory
  /** @default the system's monotonic clock */
  readonly clock?: Clock
}

export interface ResolvedClientOptions {
  readonly endpoint: string
  readonly profile: 'packets' | 'json'
  readonly deadlineMs: number
  readonly heldBytesMax: number
  readonly whenOverloaded: WhenOverloaded
  readonly heartbeatIntervalMs: number
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  readonly sockets: SocketFactory
  /** The broker, where it is in this thread and nobody asks for sockets. */
  readonly direct: DirectListener | undefined
  readonly clock: Clock
}

const endpointRule = 'inproc://name, ipc://path or tcp://host:port'

/** @throws OptionError, SocketsError `invalid-endpoint` */
export function assertEndpoint(name: string, endpoint: unknown): void {
  assertOption(typeof endpoint === 'string', name, endpoint, endpointRule)
  transportOf(endpoint as string)
}

/** @throws OptionError */
export function assertSockets(sockets: unknown): void {
  assertOption(hasMethods(sockets, 'open'), 'sockets', sockets, 'a SocketFactory')
}

const knownOptions: { readonly [name in keyof Required<ClientOptions>]: true } = {
  endpoint: true,
  profile: true,
  deadlineMs: true,
  heldBytesMax: true,
  whenOverloaded: true,
  heartbeatIntervalMs: true,
  codecs: true,
  limits: true,
  sockets: true,
  clock: true,
}

const standardDeadlineMs = 30_000
const standardHeldBytesMax = 256 * 1024 * 1024
const standardHeartbeatIntervalMs = 1000
/** An hour: whoever wants fewer heartbeats wants none. */
const heartbeatIntervalMsMax = 3_600_000

function assertHeartbeatInterval(value: unknown): void {
  // ZeroMQ counts in whole milliseconds.
  const isAllowed = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= heartbeatIntervalMsMax
  assertOption(isAllowed, 'heartbeatIntervalMs', value, `an integer from 0 to ${heartbeatIntervalMsMax}`)
}

/** @throws OptionError, ProtocolError, SocketsError naming the option, its value and what is allowed */
export function resolveClientOptions(given: ClientOptions): ResolvedClientOptions {
  assertOptions(given)
  assertKnownOptions(given, knownOptions)
  const { endpoint, profile = 'packets', deadlineMs = standardDeadlineMs, heldBytesMax = standardHeldBytesMax } = given
  const { whenOverloaded = 'fail', heartbeatIntervalMs = standardHeartbeatIntervalMs } = given
  assertEndpoint('endpoint', endpoint)
  assertOption(profile === 'packets' || profile === 'json', 'profile', profile, "'packets' or 'json'")
  assertDeadlineMs(deadlineMs)
  assertOption(isNumberIn(heldBytesMax, 0, Infinity), 'heldBytesMax', heldBytesMax, 'a number of at least 0')
  assertOption(
    whenOverloaded === 'fail' || whenOverloaded === 'wait',
    'whenOverloaded',
    whenOverloaded,
    "'fail' or 'wait'",
  )
  assertHeartbeatInterval(heartbeatIntervalMs)
  const { sockets = zeromqSockets(), clock = systemClock } = given
  assertSockets(sockets)
  assertOption(hasMethods(clock, 'now', 'setTimer'), 'clock', clock, 'a Clock')
  return {
    endpoint,
    profile,
    deadlineMs,
    heldBytesMax,
    whenOverloaded,
    heartbeatIntervalMs,
    codecs: payloadCodecs(withStructured(given.codecs)),
    limits: resolveLimits(given.limits),
    sockets,
    direct: given.sockets === undefined && profile === 'packets' ? directListener(endpoint) : undefined,
    clock,
  }
}
