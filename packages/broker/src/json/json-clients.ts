/**
 * Clients of the JSON profile at the front: their objects become requests, outcomes become objects, in the framing in
 * which each client asked.
 */
import {
  type FailureDetail,
  isJsonObject,
  isName,
  jsonFields,
  type JsonMessage,
  type OutcomeRecord,
  parseJsonMessage,
  type PayloadCodecs,
  type RequestRecord,
} from '@errand/protocol'

export interface JsonClientsOptions {
  readonly codecs: PayloadCodecs
  /** Sends one object: `delimited` to a REQ, whose framing has an empty frame before it. */
  send(peer: string, message: JsonMessage, delimited: boolean): void
}

interface Asked {
  readonly message: JsonMessage
  readonly delimited: boolean
}

/** The profile has no deadlines: every request gets the standard one. */
const deadlineMs = 30_000

/** Clients of the profile are told apart from others of the same identity: a routing id cannot begin so. */
const keyMark = '{'

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
    const target = message?.[jsonFields.target]
    if (!message || !isName(target)) {
      const why = message
        ? `"${jsonFields.target}" is ${JSON.stringify(target)}, not the name of a worker or service`
        : 'the message is not the JSON of an object'
      this.#options.send(peer, this.#failure(message ?? {}, peer, 'bad-request', why), delimited)
      return undefined
    }
    const id = ++this.#lastId
    this.#remember(peer, id, { message, delimited })
    const body = JSON.stringify({ ...message, [jsonFields.source]: peer })
    return { kind: 'request', id, target, deadlineMs, attempts: 1, metadata: '', codec: 'j', body }
  }

  /** @returns false where the client is none of this profile */
  answer(client: string, outcome: OutcomeRecord, worker: string | undefined): boolean {
    if (!client.startsWith(keyMark)) return false
    const peer = client.slice(keyMark.length)
    const asked = this.#forget(peer, outcome.id)
    if (asked) this.#options.send(peer, this.#messageOf(asked.message, peer, outcome, worker), asked.delimited)
    return true
  }

  #messageOf(asked: JsonMessage, peer: string, outcome: OutcomeRecord, worker: string | undefined): JsonMessage {
    const value = this.#decode(outcome)
    if (outcome.kind === 'failure') {
      const detail = value as Partial<FailureDetail> | undefined
      return this.#failure(asked, peer, outcome.code, detail?.message ?? outcome.code)
    }
    const answer = isJsonObject(value) ? value : { ...asked, [jsonFields.result]: value }
    return { [jsonFields.response]: worker, ...answer, [jsonFields.source]: peer, [jsonFields.responseSocket]: worker }
  }

  #failure(asked: JsonMessage, peer: string, code: string, message: string): JsonMessage {
    return { ...asked, [jsonFields.source]: peer, [jsonFields.failure]: { code, message } }
  }

  #decode(outcome: OutcomeRecord): unknown {
    try {
      const value = this.#options.codecs.decode(outcome)
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
    } catch (error) {
      return { message: String(error) }
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
