/** The front of a broker, as an attached worker meets it: a ROUTER in memory that writes down what it is told. */
import {
  decodePacket,
  defaultLimits,
  packetEncoder,
  payloadCodecs,
  type RecordOf,
  type TaskRecord,
  type WireRecord,
} from '@errand/protocol'
import {
  type EndpointBook,
  type MessageSocket,
  memorySockets,
  type SocketFactory,
  type SocketOptions,
} from '@errand/sockets'
import { until } from './runner-scene.js'

export const front = 'inproc://front'

export class FakeBroker {
  readonly sockets: SocketFactory
  /** Routing ids of those who said something, in order. */
  readonly peers: string[] = []
  /** The kind of the first record of each. */
  readonly greetings: (string | undefined)[] = []
  readonly heard: WireRecord[] = []
  readonly #router: MessageSocket

  constructor(sockets: SocketFactory = memorySockets(), options: SocketOptions = {}) {
    this.sockets = sockets
    this.#router = sockets.open('router', { highWaterMark: 0, ...options })
    this.#router.listen(([id, ...frames]) => {
      const { records, violations } = decodePacket(frames, defaultLimits)
      if (!this.peers.includes(String(id))) {
        this.peers.push(String(id))
        this.greetings.push(records[0]?.kind)
      }
      if (violations.length > 0) throw new Error(`the worker sent ${JSON.stringify(violations)}`)
      this.heard.push(...records)
    })
  }

  listen(endpoint: string = front): Promise<string> {
    return this.#router.bind(endpoint)
  }

  /** Is bound as a broker binds its front. */
  listenIn(book: EndpointBook): Promise<string> {
    return book.bind(this.#router, 'broker')
  }

  /** Is gone, without a word. */
  leave(): void {
    this.#router.close(0)
  }

  /** All records of a kind, in order. */
  all<Kind extends WireRecord['kind']>(kind: Kind): RecordOf<Kind>[] {
    return this.heard.filter((record): record is RecordOf<Kind> => record.kind === kind)
  }

  /** Waits until the n-th record of a kind has come. */
  async hears<Kind extends WireRecord['kind']>(kind: Kind, n = 1): Promise<RecordOf<Kind>> {
    await until(() => this.all(kind).length >= n)
    return this.all(kind)[n - 1] as RecordOf<Kind>
  }

  /** To whoever spoke last for the first time, by default. */
  send(...records: readonly WireRecord[]): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of records) encoder.add(record)
    this.#router.send([this.peers.at(-1) ?? '', ...encoder.take()])
  }

  sendRaw(...frames: readonly string[]): void {
    this.#router.send([this.peers.at(-1) ?? '', ...frames])
  }
}

export function taskFor(worker: string, id: number, input?: unknown, fields: Partial<TaskRecord> = {}): TaskRecord {
  return {
    kind: 'task',
    id,
    worker,
    target: worker,
    deadlineMs: 60_000,
    attempt: 1,
    metadata: '',
    ...payloadCodecs().encode(input),
    ...fields,
  }
}

/** What a record carries. */
export function bodyOf(record: { readonly codec: string; readonly body: string | Uint8Array }): unknown {
  return payloadCodecs().decode(record)
}
