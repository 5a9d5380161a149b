/** The lane of a dedicated worker of the JSON profile: one object a task, matched to its answer by a lease that travels along. */
import {
  type AnnouncedWorker,
  isJsonObject,
  jsonFields,
  type JsonMessage,
  type OutcomeRecord,
  type PayloadCodecs,
  type TaskRecord,
} from '@errand/protocol'
import { type EndpointBook, sendQueue, type SocketFactory } from '@errand/sockets'
import { failureOf } from '../core/failure-outcome.js'
import type { LanePort } from '../core/roster.js'
import { jsonText } from './json-text.js'

export interface JsonLane {
  readonly port: LanePort
  readonly worker: AnnouncedWorker
  readonly slots: number
  /** Tells the worker to stop. */
  stop(): void
  close(): void
}

export interface JsonLaneOptions {
  readonly name: string
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly codecs: PayloadCodecs
  /** A task that cannot be said in the profile has failed. */
  readonly failed: (outcome: OutcomeRecord) => void
}

/** Such a worker grants no credit; a few tasks on their way keep it busy. */
const slots = 16

/** Binds `<name>` and `<name>.stop`, as the seed does. */
export async function jsonLane({ name, sockets, book, codecs, failed }: JsonLaneOptions): Promise<JsonLane> {
  const push = sockets.open('push', { highWaterMark: 0 })
  const pair = sockets.open('pair')
  await book.bind(push, name)
  await book.bind(pair, `${name}.stop`)
  // A PAIR that nobody reads from does not notice that its peer has gone, and takes no other.
  pair.listen(() => undefined)
  // Until the worker has connected, what is for it waits here.
  const queue = sendQueue((frames) => push.send(frames))

  function sendTask(task: TaskRecord): void {
    const text = textOf(task)
    if (text !== undefined) return queue.send([text])
    const why = `${name} is a worker of the JSON profile: the body of a request is an object`
    // Later: the core is giving the task out now, and would give out the next one before it has done with this.
    queueMicrotask(() => failed(failureOf(task.id, 'bad-request', why)))
  }

  /** @returns undefined where the body is not the JSON of an object; the broker has not read it before */
  function textOf(task: TaskRecord): string | undefined {
    try {
      const input = codecs.decode(task)
      if (!isJsonObject(input) || input instanceof Uint8Array) return undefined
      return jsonText({ ...input, [jsonFields.target]: name, [jsonFields.lease]: task.id })
    } catch {
      return undefined
    }
  }

  return {
    // The profile has no cancellation: the answer of a task that ended otherwise is dropped.
    port: { send: (record) => (record.kind === 'task' ? sendTask(record) : undefined) },
    worker: { name, services: [], concurrency: 1 },
    slots,
    stop: () => void pair.send(['']),
    close() {
      queue.clear()
      push.close()
      pair.close()
    },
  }
}

/** @returns the outcome in an answer, or undefined where it bears no lease */
export function outcomeOfJson({ [jsonFields.lease]: lease, ...answer }: JsonMessage): OutcomeRecord | undefined {
  if (typeof lease !== 'number') return undefined
  const failure = answer[jsonFields.failure]
  const isReply = !isJsonObject(failure)
  const body = jsonText(isReply ? answer : failure)
  if (body === undefined) return failureOf(lease, 'bad-result', 'the answer nests too deeply to be passed on')
  const common = { id: lease, metadata: '', codec: 'j', body }
  return isReply ? { kind: 'reply', ...common } : { kind: 'failure', code: 'handler-failed', ...common }
}
