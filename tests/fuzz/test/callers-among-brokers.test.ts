/**
 * A client, in both profiles, and an attached worker under a broker that says anything: each request ends within its
 * deadline, each task that could be read gets its outcome, and nothing is thrown.
 */
import { connect } from '@errand/client'
import {
  decodePacket,
  defaultLimits,
  packetEncoder,
  parseJsonMessage,
  type WireRecord,
  type WithPayload,
} from '@errand/protocol'
import { RequestError } from '@errand/requests'
import { memoryNetwork, memorySockets, type MessageSocket, type SocketFactory } from '@errand/sockets'
import { type ManualClock, manualClock } from '@errand/timing'
import { attachWorker } from '@errand/worker'
import { anyMessages } from './broker/steps.js'
import { fuzz, share } from './engine/campaign.js'
import { bytesOf, textOf } from './frames.js'

const endpoint = 'inproc://broker'
const deadlineMs = 1000
const requests = 3
/** More turns of the event loop than anything here takes. */
const turnsMax = 100

/** A broker that the test plays, on a network that keeps what its listeners throw. */
class PlayedBroker {
  readonly thrown: unknown[] = []
  readonly heard: Uint8Array[][] = []
  readonly sockets: SocketFactory = memorySockets(
    memoryNetwork({ later: (deliver) => void setImmediate(() => this.#run(deliver)) }),
  )
  readonly #router: MessageSocket = this.sockets.open('router')
  #peer: Uint8Array | undefined

  async open(): Promise<void> {
    await this.#router.bind(endpoint)
    this.#router.listen(([peer, ...frames]) => {
      this.#peer = peer
      this.heard.push(frames)
    })
  }

  /** @param frames a character for each byte */
  say(frames: readonly string[]): void {
    this.#router.send([this.#peer as Uint8Array, ...frames.map(bytesOf)])
  }

  sayRecord(record: WireRecord): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    encoder.add(record)
    this.say(encoder.take().map(textOf))
  }

  get records(): readonly WireRecord[] {
    return this.heard.flatMap((frames) => decodePacket(frames, defaultLimits).records)
  }

  assertSound(): void {
    const [error] = this.thrown
    if (error !== undefined) throw error
  }

  #run(deliver: () => void): void {
    try {
      deliver()
    } catch (error) {
      this.thrown.push(error)
    }
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < turnsMax && !isSo(); turn++) await new Promise((next) => setImmediate(next))
  if (!isSo()) throw new Error(`${what} did not come`)
}

/** @returns how it ended, in a word; throws where it ended by an error that no caller is promised */
async function endOf(request: Promise<unknown>): Promise<string> {
  try {
    await request
    return 'reply'
  } catch (error) {
    if (error instanceof RequestError) return error.code
    throw error
  }
}

async function checkClient(profile: 'packets' | 'json', messages: readonly (readonly string[])[]): Promise<void> {
  const broker = new PlayedBroker()
  await broker.open()
  const clock: ManualClock = manualClock()
  const client = connect({ endpoint, profile, sockets: broker.sockets, clock, deadlineMs })
  const ends = Array.from({ length: requests }, (_, index) => endOf(client.request('worker.1', { index })))
  await until(() => broker.heard.length > 0, 'the requests')
  for (const frames of messages) broker.say(frames)
  await flushed(broker)
  clock.advance(deadlineMs)
  await Promise.all(ends)
  if (client.pending > 0) throw new Error(`${client.pending} requests are pending`)
  await assertGoesOn(broker, profile, () => client.request('worker.1', { last: true }))
  client.destroy()
  broker.sockets.closeAll()
  broker.assertSound()
}

/** What was said has been heard once something said after it would have been. */
async function flushed(broker: PlayedBroker): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next))
  broker.assertSound()
}

/** The next request is answered, unless the broker has said that it speaks another version. */
async function assertGoesOn(
  broker: PlayedBroker,
  profile: 'packets' | 'json',
  ask: () => Promise<unknown>,
): Promise<void> {
  const before = broker.heard.length
  const end = endOf(ask())
  let isClosed = false
  void end.then((word) => {
    isClosed = word === 'unsupported-version'
  })
  await until(() => isClosed || broker.heard.length > before, 'the next request')
  if (isClosed) return
  const last = broker.heard.at(-1) as Uint8Array[]
  if (profile === 'json') broker.say([textOf(JSON.stringify(parseJsonMessage(last[0] as Uint8Array)))])
  else
    for (const record of decodePacket(last, defaultLimits).records)
      if (record.kind === 'request') broker.sayRecord(reply(record.id))
  const word = await end
  if (word !== 'reply') throw new Error(`the next request ended with ${word}`)
}

function reply(id: number): WireRecord {
  return { kind: 'reply', id, ...jsonOf('{}') }
}

function jsonOf(body: string): WithPayload {
  return { metadata: '', codec: 'j', body }
}

const lastTask = 123_456_789

async function checkWorker(messages: readonly (readonly string[])[]): Promise<void> {
  const broker = new PlayedBroker()
  await broker.open()
  const worker = attachWorker({
    endpoint,
    name: 'worker.1',
    sockets: broker.sockets,
    handler: (input: unknown) => input,
  })
  let hasStopped = false
  const stopped = endOf(worker.stopped).then(() => {
    hasStopped = true
  })
  await until(() => broker.records.some(({ kind }) => kind === 'ready'), 'the announcement')
  for (const frames of messages) broker.say(frames)
  await flushed(broker)
  const names = { worker: 'worker.1', target: 'worker.1' }
  const task: WireRecord = { kind: 'task', id: lastTask, ...names, deadlineMs, attempt: 1, ...jsonOf('"last"') }
  broker.sayRecord(task)
  const isAnswered = (): boolean => broker.records.some((record) => 'id' in record && record.id === lastTask)
  await until(() => hasStopped || isAnswered(), 'the answer to the last task')
  await worker.close({ graceMs: 0 })
  await stopped
  broker.sockets.closeAll()
  broker.assertSound()
}

fuzz({
  name: 'clients among odd brokers',
  runs: share(0.01),
  inputs: anyMessages,
  check: (messages) => checkClient('packets', messages),
})

fuzz({
  name: 'clients of the JSON profile among odd brokers',
  runs: share(0.005),
  inputs: anyMessages,
  check: (messages) => checkClient('json', messages),
})

fuzz({
  name: 'workers among odd brokers',
  runs: share(0.01),
  inputs: anyMessages,
  check: checkWorker,
})
