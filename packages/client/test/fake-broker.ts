/** A broker of a few lines: it keeps what clients send until a test asks for it, and answers what the test says. */
import {
  decodePacket,
  defaultLimits,
  type FailureDetail,
  type OutgoingFrame,
  packetEncoder,
  payloadCodecs,
  type RecordKindName,
  type RecordOf,
  type RequestRecord,
  type WireRecord,
} from '@errand/protocol'
import type { MessageSocket, SocketFactory } from '@errand/sockets'

const codecs = payloadCodecs()

export class FakeBroker {
  /** All that came and was not asked for yet, in its order. */
  readonly records: WireRecord[] = []
  readonly #router: MessageSocket
  #peer: Uint8Array = new Uint8Array()
  #wake: () => void = () => undefined

  constructor(router: MessageSocket) {
    this.#router = router
    router.listen(([peer, ...frames]) => this.#receive(peer as Uint8Array, frames))
  }

  /** Routing id of whoever spoke last. */
  get peer(): string {
    return Buffer.from(this.#peer).toString('latin1')
  }

  close(): void {
    this.#router.close()
  }

  /** The next record of this kind that nobody has asked for, now or when it comes. */
  async next<Kind extends RecordKindName>(kind: Kind): Promise<RecordOf<Kind>> {
    for (;;) {
      const at = this.records.findIndex((record) => record.kind === kind)
      if (at >= 0) return this.records.splice(at, 1)[0] as RecordOf<Kind>
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** That many requests, in the order in which they came. */
  async requests(count: number): Promise<RequestRecord[]> {
    const taken: RequestRecord[] = []
    while (taken.length < count) taken.push(await this.next('request'))
    return taken
  }

  reply(id: number, value: unknown): void {
    this.send({ kind: 'reply', id, metadata: '', ...codecs.encode(value) })
  }

  fail(id: number, code: string, detail: Partial<FailureDetail> = {}): void {
    this.send({ kind: 'failure', id, code, metadata: '', ...codecs.encode(detail) })
  }

  send(...records: readonly WireRecord[]): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of records) encoder.add(record)
    this.sendFrames(encoder.take())
  }

  /** Anything at all, to whoever spoke last. */
  sendFrames(frames: readonly OutgoingFrame[]): void {
    this.#router.send([this.#peer, ...frames])
  }

  #receive(peer: Uint8Array, frames: Uint8Array[]): void {
    this.#peer = peer
    const { records, violations } = decodePacket(frames, defaultLimits)
    if (violations.length > 0) throw new Error(`the client sent what cannot be read: ${JSON.stringify(violations)}`)
    this.records.push(...records)
    this.#wake()
  }
}

export async function fakeBroker(sockets: SocketFactory, endpoint: string): Promise<FakeBroker> {
  const router = sockets.open('router', { highWaterMark: 0 })
  await router.bind(endpoint)
  return new FakeBroker(router)
}
