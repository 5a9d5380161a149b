/** A client whose every request is noted, and ends in a value: rows look at how it ended. */
import {
  type Client,
  type ClientOptions,
  connect,
  type ReplyStream,
  RequestError,
  type RequestOptions,
  type StreamOptions,
} from '@errand/client'
import { directListener, zeromqSockets } from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { type ClientEntry, ClientLog, type Ending } from '../audit/client-log.js'
import type { Act, Chunk } from '../programs/act.js'
import { Load, type LoadOptions } from './load.js'
import type { Random } from '../random.js'
import { recordingListener } from './recording-listener.js'
import { recordingSockets } from './recording-sockets.js'

/** What a reader does with each chunk. */
export type Take = (at: number) => unknown

const standardDeadlineMs = 30_000

export class AuditedClient {
  readonly log: ClientLog
  readonly #client: Client
  readonly #deadlineMs: number
  readonly #random: Random

  constructor(name: string, options: ClientOptions, random: Random) {
    this.log = new ClientLog(name)
    this.#random = random
    this.#deadlineMs = options.deadlineMs ?? standardDeadlineMs
    this.#client = this.#connect(options)
  }

  get pending(): number {
    return this.#client.pending
  }

  /** Where the broker is in this thread, half of the clients hand it their requests without a socket. */
  #connect(options: ClientOptions): Client {
    const { endpoint, sockets } = options
    const direct = sockets === undefined && this.#random.chance(0.5) ? directListener(endpoint) : undefined
    if (!direct) return connect({ ...options, sockets: recordingSockets(sockets ?? zeromqSockets(), this.log) })
    const listener = recordingListener(direct, endpoint, this.log)
    const client = connect({ ...options, endpoint: listener.endpoint })
    listener.unlisten()
    return client
  }

  /** Resolves with how it ended, whichever way; never rejects. */
  async ask(target: string, act: Act, options: RequestOptions = {}): Promise<Ending> {
    const entry = this.#open(target, options)
    const { key } = entry
    return this.#ended(entry, await this.#client.request(target, { ...act, key }, options).then(replied, failed))
  }

  /**
   * The same for a stream.
   * @param take called with the number of each chunk, and waited for; where it says so, its reader leaves
   */
  async stream(target: string, act: Act, take: Take, options: StreamOptions = {}): Promise<Ending> {
    const entry = this.#open(target, options, [])
    const stream = this.#client.stream<Chunk>(target, { ...act, key: entry.key }, options)
    return this.#ended(entry, await this.#read(stream, entry, take).then(replied, failed))
  }

  async #read(stream: ReplyStream<Chunk>, entry: ClientEntry, take: Take): Promise<unknown> {
    for await (const chunk of stream) {
      entry.chunks?.push(chunk)
      if ((await take(chunk.at)) !== 'leave') continue
      entry.isLeft = true
      break
    }
    return stream.result
  }

  #open(target: string, options: RequestOptions, chunks?: Chunk[]): ClientEntry {
    const { attempts = 1, deadlineMs = this.#deadlineMs } = options
    const key = this.log.nextKey()
    const sentAt = systemClock.now()
    const entry = { key, target, attempts, deadlineMs, sentAt, ...(chunks && { chunks }) }
    this.log.entries.push(entry)
    return entry
  }

  #ended(entry: ClientEntry, ending: Ending): Ending {
    entry.ending = ending
    entry.endedAt = systemClock.now()
    return ending
  }

  load(options: LoadOptions): Load {
    return new Load(this, options, this.#random)
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  destroy(): void {
    this.#client.destroy()
  }
}

function replied(value: unknown): Ending {
  return { value }
}

/** @throws what is no end of a request: a fault of the row itself */
function failed(error: unknown): Ending {
  if (!(error instanceof RequestError)) throw error
  const { code, mayHaveRun, message } = error
  return { code, mayHaveRun, message }
}
