/** A worker that keeps to the protocol as far as its row wants. It notes the tasks that it takes as starts of a handler. */
import { formatRoutingId, type ReplyRecord, type TaskRecord, type WireRecord } from '@errand/protocol'
import { type HandlerLogWriter } from '../audit/handler-log.js'
import type { Answer, KeyedAct } from '../programs/act.js'
import { Stranger } from './stranger.js'

export interface BadWorkerOptions {
  readonly endpoint: string
  readonly name: string
  readonly services?: readonly string[]
  readonly slots: number
  readonly log: HandlerLogWriter
  /** What it says to a task. */
  readonly answer: (task: TaskRecord, worker: BadWorker) => readonly WireRecord[]
}

export class BadWorker {
  readonly stranger: Stranger
  readonly #options: BadWorkerOptions

  constructor(options: BadWorkerOptions) {
    this.#options = options
    const { endpoint, name } = options
    this.stranger = new Stranger(endpoint, { routingId: formatRoutingId({ name, epoch: 'of-a-bad-worker' }) })
    this.stranger.onRecord((record) => {
      if (record.kind === 'task') this.#take(record)
    })
    this.announce()
  }

  announce(): void {
    const { name, services = [], slots } = this.#options
    const body = JSON.stringify({ workers: [{ name, services, concurrency: 1 }] })
    this.stranger.sayRecords({ kind: 'ready', slots, metadata: '', codec: 'j', body })
  }

  /** The reply that a good worker would give. */
  replyTo({ id, worker, attempt, body }: TaskRecord, value?: unknown): ReplyRecord {
    const { key } = readAct(body)
    const answer: Answer = { key, attempt, worker, value }
    return { kind: 'reply', id, metadata: '', codec: 'j', body: JSON.stringify(answer) }
  }

  #take(task: TaskRecord): void {
    const { log, answer } = this.#options
    const { worker, attempt, target, body } = task
    const detail = target === worker ? 'in-order' : 'in-any-order'
    log.write({ event: 'start', key: readAct(body).key, attempt, worker, detail })
    const records = answer(task, this)
    if (records.length > 0) this.stranger.sayRecords(...records)
  }
}

function readAct(body: TaskRecord['body']): KeyedAct {
  return JSON.parse(Buffer.from(body).toString()) as KeyedAct
}
