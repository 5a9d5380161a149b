/** zeromq.js used plainly: a message for each request, without batching. What both raw systems share. */
import type { Dealer, MessageLike } from 'zeromq'
import type { Body } from './system.js'

export interface RawCalls {
  call(body: Body): Promise<unknown>
}

/** Sends one message after the other, in order: a socket takes only one `send` at a time. */
export class SendLine {
  readonly #socket: { send(frames: MessageLike[]): Promise<void> }
  #waiting: MessageLike[][] = []
  #isSending = false

  constructor(socket: { send(frames: MessageLike[]): Promise<void> }) {
    this.#socket = socket
  }

  add(frames: MessageLike[]): void {
    this.#waiting.push(frames)
    if (!this.#isSending) void this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      for (const frames of batch) await this.#socket.send(frames)
    }
    this.#isSending = false
  }
}

/** Calls through several workers: the frame before the body has a number by which the answer is known. */
export class NumberedCalls implements RawCalls {
  readonly #line: SendLine
  readonly #waiting = new Map<string, (body: unknown) => void>()
  #lastId = 0

  constructor(dealer: Dealer) {
    this.#line = new SendLine(dealer)
    void this.#read(dealer)
  }

  call(body: Body): Promise<unknown> {
    const id = String(++this.#lastId)
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#line.add([id, body as Uint8Array])
    })
  }

  async #read(dealer: Dealer): Promise<void> {
    for await (const [id, body] of dealer) {
      const key = String(id)
      this.#waiting.get(key)?.(body)
      this.#waiting.delete(key)
    }
  }
}

/** Calls to one peer that answers in order: nothing but the body travels. */
export class OrderedCalls implements RawCalls {
  readonly #line: SendLine
  #waiting: ((body: unknown) => void)[] = []
  /** Those before it have their answers. */
  #first = 0

  constructor(dealer: Dealer) {
    this.#line = new SendLine(dealer)
    void this.#read(dealer)
  }

  call(body: Body): Promise<unknown> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#line.add([body as Uint8Array])
    })
  }

  async #read(dealer: Dealer): Promise<void> {
    for await (const [body] of dealer) {
      this.#waiting[this.#first++]?.(body)
      if (this.#first < this.#waiting.length) continue
      this.#waiting = []
      this.#first = 0
    }
  }
}
