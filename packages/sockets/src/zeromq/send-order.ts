/**
 * Keeps what a ROUTER sends to one peer in order when some of it is refused. How a send ended is known a microtask
 * later; until then, what follows for the same peer waits here, and is refused with it.
 */
import type { OutgoingFrame } from '@errand/protocol'

export interface SendOrderOptions {
  /** Rejects where the message is refused. */
  send(frames: OutgoingFrame[]): Promise<void>
  refuse(frames: OutgoingFrame[], error: unknown): void
}

export class SendOrder {
  readonly #options: SendOrderOptions
  /** Peers with a send whose end is not known yet, and what waits behind it. */
  readonly #behind = new Map<string, OutgoingFrame[][] | undefined>()

  constructor(options: SendOrderOptions) {
    this.#options = options
  }

  add(frames: OutgoingFrame[]): void {
    const peer = keyOf(frames[0])
    if (!this.#behind.has(peer)) return this.#send(peer, frames)
    const behind = this.#behind.get(peer)
    if (behind) behind.push(frames)
    else this.#behind.set(peer, [frames])
  }

  /** Sends at once what waits, for the socket is about to close. */
  flush(): void {
    const waiting = [...this.#behind.values()]
    this.#behind.clear()
    for (const frames of waiting.flatMap((behind) => behind ?? [])) {
      this.#options.send(frames).catch(() => undefined)
    }
  }

  #send(peer: string, frames: OutgoingFrame[]): void {
    this.#behind.set(peer, undefined)
    this.#options.send(frames).then(
      () => this.#sendNext(peer),
      (error: unknown) => this.#refuse(peer, frames, error),
    )
  }

  #sendNext(peer: string): void {
    const behind = this.#behind.get(peer)
    const next = behind?.shift()
    if (!next) this.#behind.delete(peer)
    else {
      this.#send(peer, next)
      this.#behind.set(peer, behind)
    }
  }

  #refuse(peer: string, frames: OutgoingFrame[], error: unknown): void {
    const behind = this.#behind.get(peer) ?? []
    this.#behind.delete(peer)
    for (const refused of [frames, ...behind]) this.#options.refuse(refused, error)
  }
}

function keyOf(id: OutgoingFrame | undefined): string {
  if (typeof id === 'string') return id
  return id === undefined ? '' : Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1')
}
