/** A peer of the front that asks, in either profile, and is owed one answer to each request. */
import { packetEncoder, parseJsonMessage, type ProtocolLimits } from '@errand/protocol'
import { textOf } from '../frames.js'
import type { Peer } from './peer.js'

const deadlineMs = 60_000

export class AskingPeer {
  readonly #peer: Peer
  readonly #profile: 'packets' | 'json'
  readonly #limits: ProtocolLimits
  #asked = 0

  constructor(peer: Peer, profile: 'packets' | 'json', limits: ProtocolLimits) {
    this.#peer = peer
    this.#profile = profile
    this.#limits = limits
  }

  ask(target: string): void {
    const id = ++this.#asked
    if (this.#profile === 'json') return this.#peer.say([JSON.stringify({ worker: target, errandRequest: id })])
    const encoder = packetEncoder(this.#limits, 'any')
    encoder.add({ kind: 'request', id, target, deadlineMs, attempts: 1, metadata: '', codec: 'j', body: '{}' })
    this.#peer.say(encoder.take().map(textOf))
  }

  /** Throws where a request has no answer, or two, or something came that answers none. */
  assertAnswered(): void {
    const asked = Array.from({ length: this.#asked }, (_, index) => index + 1)
    const answered = this.#answers().toSorted((a, b) => a - b)
    if (answered.join() === asked.join()) return
    throw new Error(`asked ${asked.join()} in ${this.#profile}, and got answers to ${answered.join()}`)
  }

  #answers(): readonly number[] {
    if (this.#profile === 'json')
      return this.#peer.heard.map((frames) => Number(parseJsonMessage(frames[0] as Uint8Array)?.['errandRequest']))
    return this.#peer.records(this.#limits).map((record) => ('id' in record ? record.id : Number.NaN))
  }
}
