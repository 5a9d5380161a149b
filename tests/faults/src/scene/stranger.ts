/** A peer that says what it likes: raw frames, or records in any order. It keeps what it is told. */
import { decodePacket, defaultLimits, type OutgoingFrame, packetEncoder, type WireRecord } from '@errand/protocol'
import { type MessageSocket, type SocketOptions, zeromqSockets } from '@errand/sockets'

export class Stranger {
  readonly heard: WireRecord[] = []
  readonly #socket: MessageSocket
  #onRecord: (record: WireRecord) => void = () => undefined

  constructor(endpoint: string, options: SocketOptions = {}) {
    this.#socket = zeromqSockets().open('dealer', { highWaterMark: 0, ...options })
    this.#socket.connect(endpoint)
    this.#socket.listen((frames) => {
      for (const record of decodePacket(frames, defaultLimits).records) this.#hear(record)
    })
  }

  /** One message of these frames. */
  say(...frames: OutgoingFrame[]): void {
    this.#socket.send(frames)
  }

  /** One packet of these records. */
  sayRecords(...records: readonly WireRecord[]): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of records) encoder.add(record)
    this.say(...encoder.take())
  }

  onRecord(listener: (record: WireRecord) => void): void {
    this.#onRecord = listener
  }

  /** Asks for what nobody has: the answer tells that the broker has read all that was said before. */
  async isHeard(): Promise<void> {
    const id = 2 ** 40
    const answered = new Promise<void>((resolve) => {
      const next = this.#onRecord
      this.#onRecord = (record) => {
        next(record)
        if ('id' in record && record.id === id) resolve()
      }
    })
    this.sayRecords({
      kind: 'request',
      id,
      target: 'nobody',
      deadlineMs: 10_000,
      attempts: 1,
      metadata: '',
      codec: '',
      body: '',
    })
    await answered
  }

  close(): void {
    this.#socket.close(0)
  }

  #hear(record: WireRecord): void {
    this.heard.push(record)
    this.#onRecord(record)
  }
}
