/** zeromq.js without errand: the floor of one hop, and errand's own hops with a message for each request. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Setup } from '../scenarios/setup.js'
import { type Running, type System, usualCapabilities } from './system.js'

const can = { ...usualCapabilities, forms: ['bytes'], handlers: ['nothing'], workersMax: 2 } as const
const carries = { bytes: 'the bytes, and a frame with a number' }

export const zeromqEcho: System = {
  name: 'zeromq-echo',
  tells: 'zeromq.js, a DEALER and a ROUTER in another thread that sends back: one hop there, one back',
  carries,
  can,
  start: (setup) => startRaw('zeromq-echo', setup),
}

export const zeromqHops: System = {
  name: 'zeromq-hops',
  tells: "zeromq.js, the sockets of errand's dedicated workers, a message for each request over inproc",
  carries,
  can,
  start: (setup) => startRaw('zeromq-broker', setup),
}

/** All threads of a process share a ZeroMQ context, so inproc reaches from one to the other. */
async function startRaw(program: string, { workers }: Setup): Promise<Running> {
  const { Dealer } = await import('zeromq')
  const { RawCalls } = await import('./zeromq-sockets.js')
  await startThread(program, workers)
  const dealer = new Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0 })
  dealer.connect('inproc://front')
  const calls = new RawCalls(dealer)
  // The process is ended as a whole: a thread that waits in a receive cannot be ended.
  return { kind: 'callable', call: (body) => calls.call(body), stop: () => Promise.resolve() }
}

async function startThread(program: string, workers: number): Promise<void> {
  const thread = new Worker(new URL(`../workers/${program}.js`, import.meta.url), { workerData: { workers } })
  await once(thread, 'message')
}
