/** Where a ROUTER sends: to the peer whose routing id stands in the first frame. */
import type { OutgoingFrame } from '@errand/protocol'
import type { RefusalReason } from '../message-socket.js'
import { type PipeEnd, toBuffer } from './pipe-end.js'

export class RoutingTable {
  readonly #ends = new Map<string, PipeEnd>()
  readonly #ids = new Map<PipeEnd, Buffer>()
  #generated = 0

  /** Who comes with an id that is in use takes it over. @returns the end that had it, which is to be closed */
  attach(end: PipeEnd, given: string | undefined): PipeEnd | undefined {
    const id = given === undefined ? this.#generate() : toBuffer(given)
    const key = keyOf(id)
    const former = this.#ends.get(key)
    this.#ends.set(key, end)
    this.#ids.set(end, id)
    return former
  }

  detach(end: PipeEnd): void {
    const key = keyOf(this.idOf(end))
    if (this.#ends.get(key) === end) this.#ends.delete(key)
    this.#ids.delete(end)
  }

  idOf(end: PipeEnd): Buffer {
    return this.#ids.get(end) as Buffer
  }

  /** @returns why it was refused */
  send([id, ...frames]: readonly OutgoingFrame[]): RefusalReason | undefined {
    const end = id === undefined ? undefined : this.#ends.get(keyOf(id))
    if (!end?.isOpen) return 'unroutable'
    if (end.isFull) return 'full'
    end.send(frames)
    return undefined
  }

  /** A zero and a number of four bytes, as ZeroMQ's. */
  #generate(): Buffer {
    const id = Buffer.alloc(5)
    id.writeUInt32BE(++this.#generated, 1)
    return id
  }
}

function keyOf(id: OutgoingFrame): string {
  return toBuffer(id).toString('latin1')
}
