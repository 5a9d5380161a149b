/** Peers that do not keep to the protocol: one that sends rubbish, and a worker that answers for others. */
import { decodePacket, type OutgoingFrame, packetPrefix, type WireRecord } from '@errand/protocol'
import type { MessageSocket, SocketOptions } from '@errand/sockets'
import type { Random } from '../engine/random.js'
import { SimProcess } from '../engine/sim-process.js'
import { frontEndpoint, rogueName, type Scene } from './scene.js'
import { limits, packetOf } from './wire.js'

const noPayload = { metadata: '', codec: 'j', body: '{"number":1,"call":1}' } as const

/** Some record that a stranger might send, whether it may or not. */
function someRecord(random: Random): WireRecord {
  const id = random.below(1000)
  return random.pick<WireRecord>([
    { kind: 'cancel', id },
    { kind: 'reply', id, ...noPayload },
    { kind: 'failure', id, code: 'worker-lost', ...noPayload },
    { kind: 'credit', slots: random.pick([0, 1, 2 ** 31]) },
    { kind: 'stopped' },
    { kind: 'goodbye' },
    { kind: 'heartbeat', lagMs: 0, memoryBytes: 0, lastTask: id, metadata: '', codec: 'j', body: '[1,"x"]' },
    { kind: 'task', id, worker: 'worker.1', target: 'worker.1', deadlineMs: 1000, attempt: 1, ...noPayload },
    {
      kind: 'ready',
      slots: 4,
      metadata: '',
      codec: 'j',
      body: '{"workers":[{"name":"stranger","services":[],"concurrency":1}]}',
    },
    { kind: 'ready', slots: 4, metadata: '', codec: 'j', body: '{"workers":[]}' },
    { kind: 'request', id, target: 'nobody', deadlineMs: 10, attempts: 1, ...noPayload },
    { kind: 'request', id, target: 'worker.1', deadlineMs: 10, attempts: 2, parent: id, ...noPayload },
  ])
}

function rubbish(random: Random): OutgoingFrame[] {
  const frames = packetOf(someRecord(random))
  const text = frames[0] as string
  const at = random.below(text.length)
  return random.pick([
    () => frames,
    () => [text.slice(0, at)],
    () => [`${text.slice(0, at)}\u0001${text.slice(at + 1)}`],
    () => [packetPrefix + String.fromCharCode(...Array.from({ length: at }, () => 32 + random.below(95)))],
    () => ['E9q'],
    () => ['', ''],
    () => [text, 'stray', 'frames'],
  ])()
}

/** Requests at once, of one that does not take what comes of them. */
const floodRequests = 12

/** A client that sends rubbish now and then, by a connection that lasts, or not. Sometimes it takes no answers for a while. */
export class RubbishClient {
  readonly process: SimProcess
  readonly #scene: Scene
  readonly #random: Random
  /** Of its own, so that what else it does stays as it is. */
  readonly #floods: Random
  #socket: MessageSocket | undefined

  constructor(scene: Scene) {
    this.#scene = scene
    this.#random = scene.randomOf('rubbish')
    this.#floods = scene.randomOf('floods')
    this.process = new SimProcess(scene.world, 'rubbish')
  }

  send(): void {
    this.process.enter('rubbish', () => {
      if (this.#random.chance(0.3)) this.#socket = undefined
      this.#socket ??= this.#open()
      this.#socket.send(rubbish(this.#random))
      this.#scene.situations.saw('rubbish came')
      if (this.#floods.chance(0.05)) this.#flood()
    })
  }

  #flood(): void {
    const socket = this.#open({
      highWaterMark: 0,
      receiveHighWaterMark: 1,
      routingId: `flood#${this.#floods.below(2 ** 30)}`,
    })
    for (let id = 1; id <= floodRequests; id++)
      socket.send(packetOf({ kind: 'request', id, target: 'nobody', deadlineMs: 1000, attempts: 1, ...noPayload }))
    this.process.pause(this.#floods.between(100, 1000))
  }

  #open(options?: SocketOptions): MessageSocket {
    const socket = this.#scene.network.socketsOf(this.process).open('dealer', options)
    socket.listen(() => undefined)
    socket.connect(frontEndpoint)
    return socket
  }
}

/** A worker that gets tasks and answers those of others as well; and grants what it likes. */
export class RogueWorker {
  readonly process: SimProcess
  readonly #scene: Scene
  readonly #random: Random
  #socket: MessageSocket | undefined

  constructor(scene: Scene) {
    this.#scene = scene
    this.#random = scene.randomOf(rogueName)
    this.process = new SimProcess(scene.world, rogueName)
    this.process.enter('start', () => {
      this.#attach()
      this.#beatLater()
    })
  }

  /** It says that it has nothing, whatever it has. */
  #beatLater(): void {
    this.process.post(this.process.now() + this.#scene.plan.heartbeatIntervalMs, 'beat', () => {
      this.#send({
        kind: 'heartbeat',
        lagMs: 0,
        memoryBytes: 0,
        lastTask: 2 ** 50,
        metadata: '',
        codec: 'j',
        body: '[]',
      })
      this.#beatLater()
    })
  }

  #attach(): void {
    const { network } = this.#scene
    const socket = network
      .socketsOf(this.process)
      .open('dealer', { routingId: `${rogueName}#${this.#random.below(2 ** 30)}`, hiccupMessage: 'hiccup' })
    this.#socket = socket
    socket.connect(frontEndpoint)
    socket.listen((frames) => this.#receive(frames, socket))
    const body = JSON.stringify({ workers: [{ name: rogueName, services: [], concurrency: 2 }] })
    this.#send({ kind: 'ready', slots: 4, metadata: '', codec: 'j', body })
  }

  #receive(frames: readonly Uint8Array[], socket: MessageSocket): void {
    if (Buffer.from(frames[0] ?? []).toString() === 'hiccup') {
      socket.close(0)
      return this.#attach()
    }
    for (const record of decodePacket(frames, limits).records) if (record.kind === 'task') this.#answerLater(record.id)
  }

  #answerLater(lease: number): void {
    const delayMs = this.#random.chance(0.7) ? 0 : this.#random.between(1, 3000)
    this.process.post(this.process.now() + delayMs, 'answer', () => this.#answer(lease))
  }

  #answer(lease: number): void {
    const random = this.#random
    const others = [lease - 1 - random.below(4), lease + 1 + random.below(2), lease - 2 ** 32]
    for (const id of others) if (id > 0 && random.chance(0.5)) this.#send({ kind: 'reply', id, ...noPayload })
    if (this.#scene.plan.wishes.stream > 0) this.#send({ kind: 'chunk', id: others[0] as number, ...noPayload })
    if (random.chance(0.05)) this.#send({ kind: 'credit', slots: random.pick([0, 4, 100]) })
    this.#send({
      kind: 'failure',
      id: lease,
      code: 'handler-failed',
      metadata: '',
      codec: 'j',
      body: '{"message":"no"}',
    })
  }

  #send(record: WireRecord): void {
    this.#socket?.send(packetOf(record))
  }
}
