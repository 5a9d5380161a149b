/**
 * Who strangers say they are, by each version of ZMTP as libzmq reads it (stream_engine.cpp, zmtp_engine.cpp): in a frame
 * of its own up to version 2, in READY's properties since.
 *
 * None begins with a zero: such ids are libzmq's own, and one that it is about to give out would end the process. None is
 * had by two: libzmq 4.3.5 keeps the descriptor of a connection whose identity another takes over within a message.
 */

/** Stands for another identity in each connection, of the same length. */
export const placeholder = 'stranger-000000'

/** The chunk, with the identity of the connection of this number. */
export function numbered(chunk: string, number: number): string {
  const digits = String(number).padStart(6, '0').slice(-6)
  return chunk.replaceAll(placeholder, `stranger-${digits}`)
}

const firstVersionFrame = `${String.fromCharCode(placeholder.length + 1)}\0${placeholder}`
const secondVersionFrame = `\0${String.fromCharCode(placeholder.length)}${placeholder}`

/** Signature, revision, and type of socket; 0 and 1 are the revisions of versions 1 and 2. */
// oxlint-disable-next-line no-control-regex -- bytes are meant
const oldGreeting = /^(\xff.{8}[\x01\x03\x05\x07\x09\x0b\x0d\x0f\x7f\xff])([\0\x01])(.)/s

/** What a stream says, with every identity in it one that only this connection has, or none. */
export function withOwnIdentity(stream: string): string {
  const greeting = oldGreeting.exec(stream)
  if (greeting !== null) {
    const [whole, , revision] = greeting
    return whole + (revision === '\0' ? firstVersionFrame : secondVersionFrame) + stream.slice(whole.length)
  }
  return stream.startsWith('\xff') ? withOwnProperty(stream) : withOwnFirstFrame(stream)
}

/** Peers of the first version begin with a frame: its length with the flags, the flags, who they are. */
function withOwnFirstFrame(stream: string): string {
  const length = stream.charCodeAt(0)
  const saysWho = length > 1
  return saysWho && !stream.slice(2, length + 1).includes(placeholder) ? firstVersionFrame + stream : stream
}

const name = 'Identity'
const lengthBytes = 4

/** A property that names somebody else gets another name, of the same length. */
function withOwnProperty(stream: string): string {
  return stream.replaceAll(new RegExp(name, 'gi'), (found, at: number) => {
    const value = at + name.length + lengthBytes
    const identity = stream.slice(value, value + lengthAt(stream, at + name.length))
    return identity === '' || isOwn(identity) ? found : 'Identify'
  })
}

function isOwn(identity: string): boolean {
  return !identity.startsWith('\0') && identity.includes(placeholder)
}

function lengthAt(stream: string, at: number): number {
  return Buffer.from(stream.slice(at, at + lengthBytes).padEnd(lengthBytes, '\0'), 'latin1').readUInt32BE()
}
