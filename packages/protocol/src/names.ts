/**
 * Names that go on the wire: workers, services, and the routing ids of sockets. They are plain ASCII without the
 * characters that a record header uses as separators, so a header is split without looking for escapes.
 */
import { ProtocolError } from './errors.js'
import { shown } from './shown.js'

/** Longest name in characters. A routing id of ZeroMQ holds 255 bytes; name, epoch and count must fit into one. */
export const nameCharsMax = 128

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_'
const marks = '.:@+-'

/** What a character is in a name, by its code: 0 not allowed, 1 a letter, 2 a mark, which no name starts with. */
const classes = new Uint8Array(128)
for (const letter of letters) classes[letter.charCodeAt(0)] = 1
for (const mark of marks) classes[mark.charCodeAt(0)] = 2

/** True where the text from `start` to `end` is a name. Twice as fast as a regular expression on a slice. */
export function isNameIn(text: string, start: number, end: number): boolean {
  const chars = end - start
  if (chars < 1 || chars > nameCharsMax || classes[text.charCodeAt(start)] !== 1) return false
  for (let at = start + 1; at < end; at++) {
    if (!classes[text.charCodeAt(at)]) return false
  }
  return true
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && isNameIn(value, 0, value.length)
}

/**
 * @param what what the name is for, as it should stand in the message: "worker name"
 * @throws ProtocolError `invalid-name` with the value and the rule
 */
export function assertName(what: string, value: unknown): asserts value is string {
  if (isName(value)) return
  throw new ProtocolError(
    'invalid-name',
    `${what} is ${shown(value)}; allowed are 1 to ${nameCharsMax} characters of A-Z a-z 0-9 _ . : @ + -, not starting with a mark`,
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

/** Where the epoch of a routing id begins; -1 in one that is not of errand's making, as those of the JSON profile. */
function epochMark(routingId: string): number {
  const hash = routingId.indexOf('#')
  return isNameIn(routingId, 0, hash) ? hash : -1
}

/** The peer that a routing id belongs to, without the count of its temporary socket: `worker.4#k3v9`. */
export function peerOf(routingId: string): string {
  const hash = epochMark(routingId)
  const slash = hash < 0 ? -1 : routingId.indexOf('/', hash)
  return slash < 0 ? routingId : routingId.slice(0, slash)
}

/** The name in a routing id; the whole id where it has no epoch, as those of the JSON profile. */
export function nameOf(routingId: string): string {
  const hash = epochMark(routingId)
  return hash < 0 ? routingId : routingId.slice(0, hash)
}
