/**
 * Names that go on the wire: workers, services, and the routing ids of sockets. They are plain ASCII without the
 * characters that a record header uses as separators, so a header is split without looking for escapes.
 */
import { ProtocolError } from './errors.js'

/** Longest name in characters. A routing id of ZeroMQ holds 255 bytes; name, epoch and count must fit into one. */
export const nameCharsMax = 128

const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.:@+-]*$/

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= nameCharsMax && namePattern.test(value)
}

/**
 * @param what what the name is for, as it should stand in the message: "worker name"
 * @throws ProtocolError `invalid-name` with the value and the rule
 */
export function assertName(what: string, value: unknown): asserts value is string {
  if (isName(value)) return
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 200)) : String(value)
  throw new ProtocolError(
    'invalid-name',
    `${what} is ${shown}; allowed are 1 to ${nameCharsMax} characters of A-Z a-z 0-9 _ . : @ + -, not starting with a mark`,
  )
}

/**
 * The routing id of a launched peer's socket. `epoch` is drawn anew at each start, so a successor never shares an
 * identity with a socket that is still closing; `count` tells the temporary sockets of one peer apart.
 *
 * ```
 * worker.4#k3v9        its lasting socket
 * worker.4#k3v9/12     its twelfth temporary one
 * ```
 */
export interface RoutingId {
  readonly name: string
  readonly epoch: string
  readonly count?: number
}

export function formatRoutingId({ name, epoch, count }: RoutingId): string {
  return count === undefined ? `${name}#${epoch}` : `${name}#${epoch}/${count}`
}

/** The peer that a routing id belongs to, without the count of its temporary socket: `worker.4#k3v9`. */
export function peerOf(routingId: string): string {
  const slash = routingId.indexOf('/')
  return slash < 0 ? routingId : routingId.slice(0, slash)
}

/** The name in a routing id; the whole id where it has no epoch, as those of the JSON profile. */
export function nameOf(routingId: string): string {
  const hash = routingId.indexOf('#')
  return hash < 0 ? routingId : routingId.slice(0, hash)
}
