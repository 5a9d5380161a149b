/** What a kind of link does to messages: how long they take, and how many are lost or spoilt on the way. */
import type { OutgoingFrame } from '@errand/protocol'
import type { Random } from '../engine/random.js'
import type { Spoiler } from './spoiler.js'

export interface WireRates {
  /** Milliseconds that a message takes at least, and what chance adds to it. */
  readonly latencyMs: number
  readonly jitterMs: number
  /** Share of the messages that take much longer, and how much. */
  readonly spikeRate: number
  readonly spikeMs: number
  readonly packetLossRate: number
  readonly recordLossRate: number
  readonly garbleRate: number
}

/** By the kind of link. `inproc`: between threads; `ipc`: between processes; `port`: a MessagePort. */
export type WireKind = 'inproc' | 'ipc' | 'port'

export class WireConditions {
  rates: WireRates
  readonly #random: Random
  readonly #spoiler: Spoiler

  constructor(rates: WireRates, random: Random, spoiler: Spoiler) {
    this.rates = rates
    this.#random = random
    this.#spoiler = spoiler
  }

  delayMs(): number {
    const { latencyMs, jitterMs, spikeRate, spikeMs } = this.rates
    const spike = this.#random.chance(spikeRate) ? this.#random.fraction() * spikeMs : 0
    return latencyMs + this.#random.fraction() * jitterMs + spike
  }

  lostWithConnection(frames: readonly OutgoingFrame[]): void {
    this.#spoiler.note(frames)
  }

  /** @returns what arrives of it; undefined where nothing does */
  spoilt(frames: OutgoingFrame[]): OutgoingFrame[] | undefined {
    const { packetLossRate, recordLossRate, garbleRate } = this.rates
    if (packetLossRate + recordLossRate + garbleRate === 0) return frames
    const draw = this.#random.fraction()
    if (draw < packetLossRate) return this.#spoiler.losePacket(frames)
    if (draw < packetLossRate + recordLossRate) return this.#spoiler.loseRecord(frames)
    if (draw < packetLossRate + recordLossRate + garbleRate) return this.#spoiler.garble(frames)
    return frames
  }
}
