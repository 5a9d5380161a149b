/** What a client can be opened with, and the values that stand for what is left out. */
import {
  type PayloadCodec,
  payloadCodecs,
  type PayloadCodecs,
  type ProtocolLimits,
  resolveLimits,
} from '@errand/protocol'
import { assertDeadlineMs, assertOption } from '@errand/requests'
import { type SocketFactory, transportOf, zeromqSockets } from '@errand/sockets'
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
   * `overloaded`. Minimum 0.
   * @default 268435456 (256 MiB)
   */
  readonly heldBytesMax?: number
  /** Codecs that are asked before bytes and JSON. */
  readonly codecs?: readonly PayloadCodec[]
  readonly limits?: Partial<ProtocolLimits>
  /** Another set of sockets, the in-memory ones for example. @default ZeroMQ's */
  readonly sockets?: SocketFactory
  /** @default the system's monotonic clock */
  readonly clock?: Clock
}

export interface ResolvedClientOptions {
  readonly endpoint: string
  readonly profile: 'packets' | 'json'
  readonly deadlineMs: number
  readonly heldBytesMax: number
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  readonly sockets: SocketFactory
  readonly clock: Clock
}

/** A timer that is set for longer fires at once. */
export const timerMsMax = 2_147_483_647

const endpointRule = 'inproc://name, ipc://path or tcp://host:port'

/** @throws OptionError, SocketsError `invalid-endpoint` */
export function assertEndpoint(name: string, endpoint: unknown): void {
  assertOption(typeof endpoint === 'string', name, endpoint, endpointRule)
  transportOf(endpoint as string)
}

const standardDeadlineMs = 30_000
const standardHeldBytesMax = 256 * 1024 * 1024

/** @throws OptionError, ProtocolError, SocketsError naming the option, its value and what is allowed */
export function resolveClientOptions(given: ClientOptions): ResolvedClientOptions {
  const { endpoint, profile = 'packets', deadlineMs = standardDeadlineMs, heldBytesMax = standardHeldBytesMax } = given
  assertEndpoint('endpoint', endpoint)
  assertOption(profile === 'packets' || profile === 'json', 'profile', profile, "'packets' or 'json'")
  assertDeadlineMs(deadlineMs)
  assertOption(heldBytesMax >= 0, 'heldBytesMax', heldBytesMax, 'a number of at least 0')
  return {
    endpoint,
    profile,
    deadlineMs,
    heldBytesMax,
    codecs: payloadCodecs(given.codecs),
    limits: resolveLimits(given.limits),
    sockets: given.sockets ?? zeromqSockets(),
    clock: given.clock ?? systemClock,
  }
}
