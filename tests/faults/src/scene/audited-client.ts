/** A client whose every request is noted, and ends in a value: rows look at how it ended. */
import { type Client, type ClientOptions, connect, RequestError, type RequestOptions } from '@errand/client'
import { zeromqSockets } from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { ClientLog, type Ending } from '../audit/client-log.js'
import type { Act } from '../programs/act.js'
import { Load, type LoadOptions } from './load.js'
import type { Random } from '../random.js'
import { recordingSockets } from './recording-sockets.js'

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
    this.#client = connect({ ...options, sockets: recordingSockets(options.sockets ?? zeromqSockets(), this.log) })
  }

  get pending(): number {
    return this.#client.pending
  }

  /** Resolves with how it ended, whichever way; never rejects. */
  async ask(target: string, act: Act, options: RequestOptions = {}): Promise<Ending> {
    const { attempts = 1, deadlineMs = this.#deadlineMs } = options
    const key = this.log.nextKey()
    const entry: ClientLog['entries'][number] = { key, target, attempts, deadlineMs, sentAt: systemClock.now() }
    this.log.entries.push(entry)
    entry.ending = await this.#client.request(target, { ...act, key }, options).then(replied, failed)
    entry.endedAt = systemClock.now()
    return entry.ending
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
