/**
 * Clients of the JSON profile at the front: their objects become requests, outcomes become objects, in the framing in
 * which each client asked.
 */
import {
  bytesBeyond,
  isJsonObject,
  isName,
  jsonFields,
  type JsonMessage,
  type AnswerRecord,
  type OutcomeRecord,
  parseJsonMessage,
  type PayloadCodecs,
  type ProtocolLimits,
  type RequestRecord,
} from '@errand/protocol'
import { jsonText } from './json-text.js'

export interface JsonClientsOptions {
  readonly codecs: PayloadCodecs
  readonly limits: ProtocolLimits
  /** Sends the text of one object: `delimited` to a REQ, whose framing has an empty frame before it. */
  send(peer: string, text: string, delimited: boolean): void
}

interface Asked {
  readonly message: JsonMessage
  readonly delimited: boolean
}

/** The profile has no deadlines: every request gets the standard one. */
const deadlineMs = 30_000

/** A target that is no name can be anything, at any length. */
const targetCharsShown = 200

/** Clients of the profile are told apart from others of the same identity: a routing id has no character beyond latin1. */
const keyMark = '\u0100'

export class JsonClients {
  readonly #options: JsonClientsOptions
  readonly #asked = new Map<string, Map<number, Asked>>()
  #lastId = 0

  constructor(options: JsonClientsOptions) {
    this.#options = options
  }

  /** The core's name for the peer as a client of this profile. */
  keyOf(peer: string): string {
    return keyMark + peer
  }

  /** @returns the request, or undefined where the frame is none: the peer was told then */
  read(peer: string, frame: Uint8Array, delimited: boolean): RequestRecord | undefined {
    const message = parseJsonMessage(frame)
    const asked: Asked = { message: message ?? {}, delimited }
    const target = message?.[jsonFields.target]
    if (!message) return this.#fail(peer, asked, 'bad-request', 'the message is not the JSON of an object')
    if (!isName(target)) return this.#fail(peer, asked, 'bad-request', notAName(target))
    const body = jsonText({ ...message, [jsonFields.source]: peer })
    if (body === undefined) return this.#fail(peer, asked, 'bad-request', 'the message nests too deeply')
    const { bodyBytesMax } = this.#options.limits
    const bytes = bytesBeyond(body, bodyBytesMax)
    if (bytes !== undefined) {
      // It is not sent back: its own number says enough.
      const brief = { message: numberOf(message), delimited }
      return this.#fail(peer, brief, 'too-large', `the message has ${bytes} bytes; allowed are ${bodyBytesMax}`)
    }
    const id = ++this.#lastId
    this.#remember(peer, id, asked)
    return { kind: 'request', id, target, deadlineMs, attempts: 1, metadata: '', codec: 'j', body }
  }

  /** @returns false where the client is none of this profile */
  answer(client: string, outcome: AnswerRecord, worker: string | undefined): boolean {
    if (!client.startsWith(keyMark)) return false
    // The profile has nothing else, and its requests ask for nothing else.
    if (outcome.kind !== 'reply' && outcome.kind !== 'failure') return true
    const peer = client.slice(keyMark.length)
    const asked = this.#forget(peer, outcome.id)
    if (!asked) return true
    const { value, fault } = this.#decode(outcome)
    if (outcome.kind === 'failure') this.#fail(peer, asked, outcome.code, messageIn(value) ?? outcome.code)
    else if (fault !== undefined) this.#fail(peer, asked, 'bad-result', fault)
    else this.#reply(peer, asked, value, worker)
    return true
  }

  #reply(peer: string, asked: Asked, value: unknown, worker: string | undefined): void {
    const text = jsonText({
      [jsonFields.response]: worker,
      ...(isJsonObject(value) ? value : { ...asked.message, [jsonFields.result]: value }),
      // A handler's object need not have it; whoever asked finds its request by it.
      ...numberOf(asked.message),
      [jsonFields.source]: peer,
      [jsonFields.responseSocket]: worker,
    })
    if (text === undefined) this.#fail(peer, asked, 'bad-result', 'the answer nests too deeply')
    else this.#options.send(peer, text, asked.delimited)
  }

  #fail(peer: string, { message, delimited }: Asked, code: string, why: string): undefined {
    const failure = { [jsonFields.source]: peer, [jsonFields.failure]: { code, message: why } }
    const text = jsonText({ ...message, ...failure }) ?? JSON.stringify({ ...numberOf(message), ...failure })
    this.#options.send(peer, text, delimited)
  }

  #decode(outcome: OutcomeRecord): { readonly value?: unknown; readonly fault?: string } {
    try {
      const value = this.#options.codecs.decode(outcome)
      return { value: value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value }
    } catch (error) {
      return { fault: `the answer cannot be read: ${String(error)}` }
    }
  }

  #remember(peer: string, id: number, asked: Asked): void {
    let ofPeer = this.#asked.get(peer)
    if (!ofPeer) this.#asked.set(peer, (ofPeer = new Map()))
    ofPeer.set(id, asked)
  }

  #forget(peer: string, id: number): Asked | undefined {
    const ofPeer = this.#asked.get(peer)
    const asked = ofPeer?.get(id)
    ofPeer?.delete(id)
    if (ofPeer?.size === 0) this.#asked.delete(peer)
    return asked
  }
}

/** What tells a client which of its requests is meant, if that is a number or a text. */
function numberOf({ [jsonFields.request]: number }: JsonMessage): JsonMessage {
  return typeof number === 'number' || typeof number === 'string' ? { [jsonFields.request]: number } : {}
}

function notAName(target: unknown): string {
  const what =
    typeof target === 'string' ? JSON.stringify(target.slice(0, targetCharsShown)) : `of type ${typeof target}`
  return `"${jsonFields.target}" is ${what}, not the name of a worker or service`
}

/** The message in the detail of a failure, whatever that is. */
function messageIn(detail: unknown): string | undefined {
  const message = isJsonObject(detail) ? detail['message'] : undefined
  return typeof message === 'string' ? message : undefined
}
