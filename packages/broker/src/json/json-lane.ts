/** The lane of a dedicated worker of the JSON profile: one object a task, matched to its answer by a lease that travels along. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  bytesBeyond,
  type AnnouncedWorker,
  type CancelRecord,
  type FailureCode,
  isJsonObject,
  jsonFields,
  type JsonMessage,
  type OutcomeRecord,
  type PayloadCodecs,
  type PullRecord,
  type TaskRecord,
} from '@errand/protocol'
import {
  type EndpointBook,
  type MessageSocket,
  type SendQueue,
  sendQueue,
  type SocketFactory,
  SocketsError,
} from '@errand/sockets'
import { failureOf } from '../core/requests/failure-outcome.js'
import type { LanePort } from '../core/state/ports.js'
import { jsonText } from './json-text.js'
import { type TasksInHand, tasksInHand } from './tasks-in-hand.js'

export interface JsonLane {
  readonly port: LanePort
  readonly worker: AnnouncedWorker
  readonly slots: number
  /** The worker has answered under this lease. */
  answered(lease: number): void
  /** The worker has gone, with all it had. The next finds another socket: the one before may not know of it yet. */
  renew(): Promise<void>
  /** Tells the worker to stop. */
  stop(): void
  close(): void
}

export interface JsonLaneOptions {
  readonly name: string
  readonly sockets: SocketFactory
  readonly book: EndpointBook
  readonly codecs: PayloadCodecs
  /** A task has failed that cannot be said in the profile, or that the worker has left without an answer. */
  readonly failed: (outcome: OutcomeRecord) => void
}

/** Such a worker grants no credit; a few tasks on their way keep it busy. */
const slots = 16

/** Messages that wait in the socket of a worker that does not read: more than the tasks that it has. */
const highWaterMark = 2 * slots

/** A worker answers its stop with an empty message, if it does. */
const stopFrameBytesMax = 1024

const bindTriesMax = 200
const bindPauseMs = 5

class BoundLane implements JsonLane {
  readonly port: LanePort
  readonly worker: AnnouncedWorker
  readonly slots = slots
  readonly #options: JsonLaneOptions
  readonly #pair: MessageSocket
  /** Until the worker has connected, what is for it waits here. */
  readonly #queue: SendQueue
  readonly #inHand: TasksInHand
  #push: MessageSocket

  constructor(options: JsonLaneOptions) {
    const { name, sockets } = options
    this.#options = options
    this.worker = { name, services: [], concurrency: 1 }
    this.port = { send: (record) => this.#send(record) }
    this.#push = this.#openPush()
    this.#pair = sockets.open('pair', { frameBytesMax: stopFrameBytesMax })
    this.#queue = sendQueue((frames) => this.#push.send(frames))
    this.#inHand = tasksInHand(slots, (lease) =>
      this.#fail(lease, 'cancelled', `${name} has left it without an answer`),
    )
  }

  async bind(): Promise<void> {
    const { name, book } = this.#options
    await book.bind(this.#push, name)
    await book.bind(this.#pair, `${name}.stop`)
    // A PAIR that nobody reads from does not notice that its peer has gone, and takes no other.
    this.#pair.listen(() => undefined)
  }

  answered(lease: number): void {
    this.#inHand.answered(lease)
  }

  async renew(): Promise<void> {
    const { name, book } = this.#options
    this.#queue.clear()
    this.#inHand.clear()
    this.#push.close(0)
    this.#push = this.#openPush()
    await bindWhenFree(book, this.#push, name)
  }

  stop(): void {
    this.#pair.send([''])
  }

  close(): void {
    this.#queue.clear()
    this.#push.close()
    this.#pair.close()
  }

  #openPush(): MessageSocket {
    return this.#options.sockets.open('push', { highWaterMark })
  }

  #send(record: TaskRecord | CancelRecord | PullRecord): void {
    if (record.kind === 'task') this.#give(record)
    // Its workers send no streams.
    else if (record.kind === 'cancel') this.#inHand.abandoned(record.id, this.#queue.heldBytes === 0)
  }

  #give(task: TaskRecord): void {
    const text = this.#textOf(task)
    if (text === undefined) {
      const why = `${this.#options.name} is a worker of the JSON profile: the body of a request is an object`
      return this.#fail(task.id, 'bad-request', why)
    }
    this.#inHand.given(task.id)
    this.#queue.send([text])
  }

  /** @returns undefined where the body is not the JSON of an object; the broker has not read it before */
  #textOf(task: TaskRecord): string | undefined {
    const { name, codecs } = this.#options
    try {
      const input = codecs.decode(task)
      if (!isJsonObject(input) || input instanceof Uint8Array) return undefined
      return jsonText({ ...input, [jsonFields.target]: name, [jsonFields.lease]: task.id })
    } catch {
      return undefined
    }
  }

  #fail(lease: number, code: FailureCode, why: string): void {
    // Later: the core is giving the task out now, and would give out the next one before it has done with this.
    queueMicrotask(() => this.#options.failed(failureOf(lease, code, why)))
  }
}

/** Binds `<name>` and `<name>.stop`, as the seed does. @throws SocketsError */
export async function jsonLane(options: JsonLaneOptions): Promise<JsonLane> {
  const lane = new BoundLane(options)
  try {
    await lane.bind()
    return lane
  } catch (error) {
    lane.close()
    throw error
  }
}

/** A socket closes in the background: its endpoint is free some milliseconds later. */
async function bindWhenFree(book: EndpointBook, socket: MessageSocket, name: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await book.bind(socket, name)
      return
    } catch (error) {
      const isTaken = error instanceof SocketsError && error.code === 'endpoint-in-use'
      if (!isTaken || tried === bindTriesMax) throw error
    }
    await delay(bindPauseMs)
  }
}

/** @returns the outcome in an answer, or undefined where it bears no lease */
export function outcomeOfJson(
  { [jsonFields.lease]: lease, ...answer }: JsonMessage,
  bodyBytesMax: number,
): OutcomeRecord | undefined {
  if (typeof lease !== 'number') return undefined
  const failure = answer[jsonFields.failure]
  const isReply = !isJsonObject(failure)
  const body = jsonText(isReply ? answer : failure)
  if (body === undefined) return failureOf(lease, 'bad-result', 'the answer nests too deeply to be passed on')
  const bytes = bytesBeyond(body, bodyBytesMax)
  if (bytes !== undefined)
    return failureOf(lease, 'bad-result', `the answer has ${bytes} bytes; allowed are ${bodyBytesMax}`)
  const common = { id: lease, metadata: '', codec: 'j', body }
  return isReply ? { kind: 'reply', ...common } : { kind: 'failure', code: 'handler-failed', ...common }
}
