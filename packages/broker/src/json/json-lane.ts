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
    const input = codecs.decode(task)
    if (!isJsonObject(input))
      return failed(
        failureOf(
          task.id,
          'bad-request',
          `${name} is a worker of the JSON profile: the body of a request is an object`,
        ),
      )
    queue.send([JSON.stringify({ ...input, [jsonFields.target]: name, [jsonFields.lease]: task.id })])
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
export function outcomeOfJson(
  { [jsonFields.lease]: lease, ...answer }: JsonMessage,
  codecs: PayloadCodecs,
): OutcomeRecord | undefined {
  if (typeof lease !== 'number') return undefined
  const failure = answer[jsonFields.failure]
  if (!isJsonObject(failure)) return { kind: 'reply', id: lease, metadata: '', ...codecs.encode(answer) }
  return { kind: 'failure', id: lease, code: 'handler-failed', metadata: '', ...codecs.encode(failure) }
}
