/** What handlers say before they answer: chunks, at a pace of their own, and how far they are. */
import type { Call } from '../audit/ledger.js'
import { chunkSent, type Said } from '../audit/streams.js'
import type { Random } from '../engine/random.js'
import type { TaskContext } from '../product.js'
import { sleep } from './pauses.js'
import type { Scene } from './scene.js'

/** Chunks that a handler sends at most before it waits for their leaving. */
const togetherMax = 4

export class Emitter {
  readonly #scene: Scene
  readonly #random: Random
  readonly #context: TaskContext
  readonly #call: Call
  #emitted = 0
  #told = 0

  constructor(scene: Scene, random: Random, context: TaskContext, call: Call) {
    this.#scene = scene
    this.#random = random
    this.#context = context
    this.#call = call
  }

  tell(): void {
    this.#context.progress(this.#said(++this.#told))
  }

  /** Resolves when they have left. Rejects when nobody reads any more. */
  async emit(chunks: number): Promise<void> {
    for (let left = chunks; left > 0;) {
      const together = Math.min(left, 1 + this.#random.below(togetherMax))
      left -= together
      await Promise.all(Array.from({ length: together }, () => this.#emit()))
      this.tell()
      if (this.#random.chance(0.3)) await sleep(this.#random.gap(10), this.#context.signal)
    }
  }

  async #emit(): Promise<void> {
    const call = this.#call
    const leaving = this.#context.emit(this.#said(++this.#emitted))
    // Where nobody asked for a stream, there is nothing that leaves.
    if (call.asked.wish.window === 0) return leaving
    call.waitsForRoomSinceMs ??= call.process.now()
    await leaving
    chunkSent(this.#scene, call)
  }

  #said(at: number): Said {
    return { number: this.#call.asked.number, call: this.#call.number, at }
  }
}
