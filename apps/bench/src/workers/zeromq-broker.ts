/** The sockets of a broker with dedicated workers, a message for each request: front to lanes, results to front. */
import { once } from 'node:events'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Push, Router } from 'zeromq'
import { SendLine } from '../systems/zeromq-sockets.js'

const { workers } = workerData as { readonly workers: number }
const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0 }

const front = new Router(unlimited)
const results = new Router(unlimited)
await front.bind('inproc://front')
await results.bind('inproc://results')
const lanes = await Promise.all(Array.from({ length: workers }, (_, index) => openLane(`inproc://lane.${index}`)))
parentPort?.postMessage('ready')

const frontLine = new SendLine(front)
void takeResults()
let next = 0
for await (const frames of front) {
  lanes[next]?.add(frames)
  next = (next + 1) % lanes.length
}

async function openLane(endpoint: string): Promise<SendLine> {
  const push = new Push({ sendHighWaterMark: 0 })
  await push.bind(endpoint)
  const thread = new Worker(new URL('zeromq-worker.js', import.meta.url), { workerData: { endpoint } })
  await once(thread, 'message')
  return new SendLine(push)
}

/** The first frame names the worker, the second whoever asked. */
async function takeResults(): Promise<void> {
  for await (const [, ...frames] of results) frontLine.add(frames)
}
