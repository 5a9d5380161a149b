/**
 * Connections as strangers make them: what ZeroMQ's protocol (ZMTP 3.1, rfc.zeromq.org/spec/37) asks for, with something
 * wrong somewhere. A character stands for each byte.
 */
import * as fc from 'fast-check'
import { anyMessages } from '../broker/steps.js'
import { anySpoilt } from '../packet-spoiling.js'
import { numbered, placeholder, withOwnIdentity } from './identities.js'

export interface Connection {
  readonly target: number
  /** Sent one after the other, a turn of the event loop between. */
  readonly chunks: readonly string[]
  /** What becomes of it: an orderly end, a reset, or nothing until all is over. */
  readonly end: 'ended' | 'reset' | 'held'
}

const more = 1
const long = 2
const command = 4

function bigEndian(value: bigint, bytes: number): string {
  return Array.from({ length: bytes }, (_, index) =>
    String.fromCharCode(Number((value >> BigInt(8 * (bytes - 1 - index))) & 0xffn)),
  ).join('')
}

/** ff, eight bytes of a length, 7f, the version, 20 bytes of mechanism, as-server, 31 of filler. */
function greeting(mechanism: string, version: string, signature = `\xff${'\0'.repeat(8)}\x7f`): string {
  return signature + version + mechanism.slice(0, 20).padEnd(20, '\0') + '\0' + '\0'.repeat(31)
}

function frame(flags: number, body: string): string {
  const isLong = body.length > 0xff
  const length = isLong ? bigEndian(BigInt(body.length), 8) : String.fromCharCode(body.length)
  return String.fromCharCode(flags | (isLong ? long : 0)) + length + body
}

function commandOf(name: string, body: string): string {
  return frame(command, String.fromCharCode(name.length) + name + body)
}

function property(name: string, value: string): string {
  return String.fromCharCode(name.length) + name + bigEndian(BigInt(value.length), 4) + value
}

const anyGreeting = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('\x03\x01', '\x03\0').map((version) => greeting('NULL', version)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('PLAIN', 'CURVE', 'GSSAPI', '', 'null', 'NULLNULLNULLNULLNULLNULL'),
        fc.constantFrom('\x03\x01', '\x02\0', '\x7f\x7f', '\0\0'),
      )
      .map(([mechanism, version]) => greeting(mechanism, version)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\xff',
      '\x01\0',
      `\x10\0${placeholder}`,
      `\xff${'\xff'.repeat(8)}\x7f`,
      `GET /${placeholder} HTTP/1.1\r\n\r\n`,
      `E1q1,${placeholder},1,1,0,-;`,
      `{"worker":"${placeholder}"}`,
    ),
  },
)

const socketTypes = ['DEALER', 'REQ', 'PULL', 'ROUTER', 'SUB', 'CLIENT', '', 'D'.repeat(300)]
const identities = ['', placeholder, `{${placeholder}`, placeholder.repeat(17), placeholder.repeat(18)]

/** What is sent in the connection of this number. */
export function chunksOf({ chunks }: Connection, number: number): readonly string[] {
  return chunks.map((chunk) => numbered(chunk, number))
}

const anyReady = fc
  .tuple(
    fc.constantFrom('DEALER', 'DEALER', ...socketTypes),
    fc.constantFrom(...identities),
    fc.constantFrom('', '\0', '\xff\xff'),
  )
  .map(([type, identity, rest]) =>
    commandOf('READY', property('Socket-Type', type) + property('Identity', identity) + rest),
  )

const anyCommand = fc.oneof(
  fc.tuple(fc.constantFrom('PING', 'PONG'), fc.nat(300)).map(([name, bytes]) => commandOf(name, '\0'.repeat(bytes))),
  fc.constantFrom(
    commandOf('ERROR', '\x03bad'),
    commandOf('ERROR', '\xff'),
    commandOf('SUBSCRIBE', 'a'),
    commandOf('HELLO', ''),
    commandOf('', ''),
    frame(command, ''),
    frame(command, '\xff'),
    frame(command | more, '\x04PING'),
  ),
)

/** Headers that promise more than will ever come: eight gigabytes, all that there can be, and less than nothing. */
const anyHugeHeader = fc
  .tuple(
    fc.constantFrom(long, long | more, long | command),
    fc.constantFrom(2n ** 33n, 2n ** 63n - 1n, 2n ** 64n - 1n, 2n ** 31n),
  )
  .map(([flags, bytes]) => String.fromCharCode(flags) + bigEndian(bytes, 8) + 'some')

const anyMessage = anyMessages.map((messages) =>
  messages.map((frames) => frames.map((body, at) => frame(at + 1 < frames.length ? more : 0, body)).join('')).join(''),
)

/** A message that does not end. */
const anyMultipart = fc
  .tuple(fc.nat(400), fc.nat(200))
  .map(([bytes, frames]) => frame(more, 'm'.repeat(bytes)).repeat(frames))

const anyTraffic = fc.oneof(
  { weight: 4, arbitrary: anyMessage },
  { weight: 2, arbitrary: anyCommand },
  { weight: 1, arbitrary: anyHugeHeader },
  { weight: 1, arbitrary: anyMultipart },
  { weight: 1, arbitrary: fc.string({ unit: fc.nat(0xff).map((byte) => String.fromCharCode(byte)), maxLength: 200 }) },
)

const anyStream: fc.Arbitrary<readonly string[]> = fc
  .tuple(anyGreeting, anyReady, fc.array(anyTraffic, { maxLength: 4 }))
  .map(([hello, ready, traffic]) => [hello, ready, ...traffic])

const wellFormed = fc.sample(anyStream, { numRuns: 100, seed: 1 }).map((chunks) => [chunks.join('')])

const anyChunks = fc.oneof({ weight: 5, arbitrary: anyStream }, { weight: 3, arbitrary: anySpoilt(wellFormed) })

/** The same pieces; what is put in goes with the first. */
function withOwnIdentities(chunks: readonly string[]): readonly string[] {
  const said = chunks.join('')
  const saidNow = withOwnIdentity(said)
  const [first = '', ...rest] = chunks
  let from = first.length + saidNow.length - said.length
  return [saidNow.slice(0, from), ...rest.map((chunk) => saidNow.slice(from, (from += chunk.length)))]
}

/**
 * An empty message of anybody stops a broker, as it should. So strangers at stoppers never get through with who they are:
 * they speak no protocol that does without READY, and do not say it.
 */
function unheard(chunks: readonly string[]): readonly string[] {
  const [first = '', ...rest] = chunks.filter((chunk) => !chunk.includes('READY'))
  return [needsReady(first) ? first : greeting('NULL', '\x03\x01'), ...rest]
}

/** From the third version on peers say READY; the version stands behind the signature. */
function needsReady(chunk: string): boolean {
  // oxlint-disable-next-line no-control-regex -- bytes are meant
  return /^\xff.{8}\x7f[\x03-\xff]/s.test(chunk)
}

/** @param stoppers those of the targets that stop a broker */
export function anyConnection(targets: number, stoppers: readonly number[]): fc.Arbitrary<Connection> {
  return fc
    .record({
      target: fc.nat(targets - 1),
      chunks: anyChunks.map(withOwnIdentities),
      end: fc.constantFrom('ended' as const, 'reset' as const, 'held' as const),
    })
    .map((made) => (stoppers.includes(made.target) ? { ...made, chunks: unheard(made.chunks) } : made))
}
