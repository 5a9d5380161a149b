/** zeromq.js without errand: the floor of one hop, and errand's own hops with a message for each request. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Dealer } from 'zeromq'
import type { Setup } from '../scenarios/setup.js'
import type { RawCalls } from './zeromq-sockets.js'
import { type Running, type System, usualCapabilities } from './system.js'

const can = { ...usualCapabilities, forms: ['bytes'], handlers: ['nothing'], workersMax: 2 } as const

export const zeromqEcho: System = {
  name: 'zeromq-echo',
  tells: 'zeromq.js, a DEALER and a ROUTER in another thread that sends back: one hop there, one back',
  carries: { bytes: 'the bytes' },
  can,
  async start(setup) {
    const { OrderedCalls } = await import('./zeromq-sockets.js')
    return startRaw('zeromq-echo', setup, (dealer) => new OrderedCalls(dealer))
  },
}

export const zeromqHops: System = {
  name: 'zeromq-hops',
  tells: "zeromq.js, the sockets of errand's dedicated workers, a message for each request over inproc",
  carries: { bytes: 'the bytes, and a frame with a number' },
  can,
  async start(setup) {
    const { NumberedCalls } = await import('./zeromq-sockets.js')
    return startRaw('zeromq-broker', setup, (dealer) => new NumberedCalls(dealer))
  },
}

/** All threads of a process share a ZeroMQ context, so inproc reaches from one to the other. */
async function startRaw(program: string, { workers }: Setup, callsOn: (dealer: Dealer) => RawCalls): Promise<Running> {
  const zeromq = await import('zeromq')
  await startThread(program, workers)
  const dealer = new zeromq.Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0 })
  dealer.connect('inproc://front')
  const calls = callsOn(dealer)
  // The process is ended as a whole: a thread that waits in a receive cannot be ended.
  return { kind: 'callable', call: (body) => calls.call(body), stop: () => Promise.resolve() }
}

async function startThread(program: string, workers: number): Promise<void> {
  const thread = new Worker(new URL(`../workers/${program}.js`, import.meta.url), { workerData: { workers } })
  await once(thread, 'message')
}
