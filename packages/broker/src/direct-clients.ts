/** Clients of the broker's own thread: their records come as they are, and their answers go as they are. */
import type { AnswerRecord, ProtocolLimits, RequestRecord, WireRecord } from '@errand/protocol'
import type { DirectLink, DirectListener } from '@errand/sockets'
import type { OutcomeRouter } from './outcome-router.js'

export interface DirectClientsOptions {
  readonly limits: ProtocolLimits
  readonly outcomes: OutcomeRouter
  /** Takes in what a client says. */
  readonly accept: (client: string, record: WireRecord) => void
  /** Ends a request that was not taken in. */
  readonly refuse: (client: string, id: number, message: string) => void
}

export class DirectClients implements DirectListener {
  readonly #options: DirectClientsOptions
  readonly #clients = new Set<DirectClient>()

  constructor(options: DirectClientsOptions) {
    this.#options = options
  }

  join(routingId: string, receive: (record: AnswerRecord) => void): DirectLink {
    const client = new DirectClient(routingId, receive, this.#options, () => this.#clients.delete(client))
    this.#clients.add(client)
    return client
  }

  /** What was answered still arrives; nothing more is taken. */
  close(): void {
    for (const client of this.#clients) client.close()
  }
}

class DirectClient implements DirectLink {
  isOpen = true
  readonly #routingId: string
  readonly #receive: (record: AnswerRecord) => void
  readonly #options: DirectClientsOptions
  readonly #left: () => void
  #answers: AnswerRecord[] = []
  #isSending = false

  constructor(
    routingId: string,
    receive: (record: AnswerRecord) => void,
    options: DirectClientsOptions,
    left: () => void,
  ) {
    this.#routingId = routingId
    this.#receive = receive
    this.#options = options
    this.#left = left
    options.outcomes.open(routingId, this)
  }

  send(record: WireRecord): void {
    if (!this.isOpen) return
    this.#isSending = true
    const tooLarge = record.kind === 'request' ? excessOf(record, this.#options.limits) : undefined
    if (tooLarge !== undefined) this.#options.refuse(this.#routingId, (record as RequestRecord).id, tooLarge)
    else this.#options.accept(this.#routingId, record)
    this.#isSending = false
  }

  /**
   * An answer. It waits for the end of what is being done, so that the core is never called from within itself. One that
   * was made of a request at once waits for the end of the turn: who asks again and again in vain must not keep the event loop.
   */
  add(answer: AnswerRecord): void {
    if (this.#answers.push(answer) > 1) return
    if (this.#isSending) setImmediate(this.#deliver)
    else queueMicrotask(this.#deliver)
  }

  close(): void {
    if (!this.isOpen) return
    this.send({ kind: 'goodbye' })
    this.isOpen = false
    this.#options.outcomes.close(this.#routingId)
    this.#left()
  }

  readonly #deliver = (): void => {
    const answers = this.#answers
    this.#answers = []
    for (const answer of answers) this.#receive(answer)
  }
}

/** What a reader of packets would have found, and nobody else has looked at: a client may have other limits. */
function excessOf({ body, metadata }: RequestRecord, limits: ProtocolLimits): string | undefined {
  const { bodyBytesMax, metadataCharsMax } = limits
  if (body.length > bodyBytesMax) return `a body of ${body.length} bytes; allowed are ${bodyBytesMax}`
  if (metadata.length > metadataCharsMax)
    return `metadata of ${metadata.length} characters; allowed are ${metadataCharsMax}`
  return undefined
}
