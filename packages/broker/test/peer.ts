/** A peer of a broker's socket, for tests: it says what it likes, and keeps what it hears. */
import {
  decodePacket,
  defaultLimits,
  packetEncoder,
  payloadCodecs,
  type RequestRecord,
  type WireRecord,
} from '@errand/protocol'
import type { MessageSocket, SocketFactory } from '@errand/sockets'

/** Looks again each turn of the event loop; the test's own time-out ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((turn) => setImmediate(turn))
}

export class Peer {
  /** The messages that came, without the routing id. */
  readonly heard: Uint8Array[][] = []
  readonly #socket: MessageSocket

  constructor(sockets: SocketFactory, endpoint: string, routingId?: string) {
    this.#socket = sockets.open('dealer', routingId === undefined ? {} : { routingId })
    this.#socket.connect(endpoint)
    this.#socket.listen((frames) => this.heard.push(frames))
  }

  /** Sends frames as they are. */
  sendRaw(...frames: (string | Uint8Array)[]): void {
    this.#socket.send(frames)
  }

  sendJson(message: unknown): void {
    this.sendRaw(JSON.stringify(message))
  }

  /** Sends records in one packet. */
  send(...records: WireRecord[]): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of records) encoder.add(record)
    this.sendRaw(...encoder.take())
  }

  close(): void {
    this.#socket.close()
  }

  get records(): WireRecord[] {
    return this.heard.flatMap((frames) => decodePacket(frames, defaultLimits).records)
  }

  /** What came, in words: `reply 1`, `overloaded 2`, `task 1000`. */
  get words(): string[] {
    return this.records.map((record) => {
      const word = record.kind === 'failure' ? record.code : record.kind
      return 'id' in record ? `${word} ${record.id}` : word
    })
  }

  /** The messages that came, as JSON of the profile; the empty delimiter stands before it as `''`. */
  get objects(): unknown[] {
    return this.heard.map((frames) => JSON.parse(String(frames.at(-1))) as unknown)
  }

  async hears(count: number): Promise<void> {
    await until(() => this.heard.length >= count)
  }

  async hearsRecords(count: number): Promise<void> {
    await until(() => this.records.length >= count)
  }
}

export function request(id: number, target: string, body: unknown = {}): RequestRecord {
  return { kind: 'request', id, target, deadlineMs: 1000, attempts: 1, metadata: '', ...payloadCodecs().encode(body) }
}

/** JSON that can be parsed, but nests too deeply for the V8 of Node 20 to 24 to write it again. */
export function deepJson(head: string): string {
  const depth = 100_000
  return `{${head},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`
}

/** True where V8 writes JSON of any depth, as that of Node 26 does: nothing nests too deeply there. */
export const writesAnyDepth: boolean = writes(JSON.parse(deepJson('"n":1')))

function writes(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false
  }
}
