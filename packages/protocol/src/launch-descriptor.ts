/**
 * What a broker tells a thread or a process that it starts: plain data, so that broker and worker need not know each
 * other's code. It travels as the thread's `workerData`, under `launchKey`, or to a process in the environment, under
 * `launchVariable`.
 */
import { ProtocolError } from './errors.js'
import { assertName } from './names.js'
import type { ProtocolLimits } from './limits.js'

/** The property of `workerData` that holds the descriptor; the user's own data stands beside it, under `data`. */
export const launchKey = 'errand'

/** The environment variable of a child process that holds the JSON of the same: `{ "errand": …, "data": … }`. */
export const launchVariable = 'ERRAND_LAUNCH'

/** What every descriptor says. */
export interface LaunchBasis {
  /** Name of the worker, or of the event loop. */
  readonly name: string
  /** Drawn anew at each start; part of every routing id of this thread. */
  readonly epoch: string
  readonly limits: ProtocolLimits
  /** Milliseconds between heartbeats; 0 for none. */
  readonly heartbeatIntervalMs: number
}

/** What threads are told that have sockets. */
export interface SocketThreadLaunch extends LaunchBasis {
  readonly endpoints: { readonly front: string; readonly results: string }
  /** Shared words by which the starter wakes the thread and keeps it out of zeromq at its end (`@errand/sockets`). */
  readonly control: SharedArrayBuffer
  /** Where the thread notes what it starts (`start-log.ts`). */
  readonly starts: SharedArrayBuffer
}

/** A dedicated worker: fed by a PUSH of its own, stopped by a PAIR of its own. */
export interface WorkerLaunch extends SocketThreadLaunch {
  readonly kind: 'worker'
  readonly endpoints: SocketThreadLaunch['endpoints'] & { readonly work: string; readonly stop: string }
}

/** An event loop of a pool: it has no lasting socket, and is handed its work as messages to its thread. */
export interface LoopLaunch extends SocketThreadLaunch {
  readonly kind: 'loop'
  /** The workers that run on this loop. */
  readonly workers: readonly string[]
}

/** A worker in a thread without sockets: all that it is told and says are messages of its thread's port. */
export interface ComputeLaunch extends LaunchBasis {
  readonly kind: 'compute'
  readonly starts: SharedArrayBuffer
}

/** A worker in a child process, which attaches to the front. */
export interface ProcessLaunch extends LaunchBasis {
  readonly kind: 'process'
  readonly endpoints: { readonly front: string }
  /** Descriptor of the file in which it notes what it starts; left out where there is none. */
  readonly startsFd?: number
}

export type LaunchDescriptor = WorkerLaunch | LoopLaunch | ComputeLaunch | ProcessLaunch

/** What a thread's port carries in either direction: the frames of one packet. */
export interface PortPacket {
  readonly frames: readonly (string | Uint8Array)[]
}

const callOf: { readonly [kind in LaunchDescriptor['kind']]: string } = {
  worker: 'serve or runWorker',
  compute: 'serve or runWorker',
  process: 'serve or runWorker',
  loop: 'serve or runLoop',
}

/**
 * @param launch `workerData` of the thread that asks, or what its process was told in the environment
 * @param kinds that the caller can serve as
 * @throws ProtocolError `invalid-descriptor` where no broker started it, or for something else
 */
export function readLaunchDescriptor<Kind extends LaunchDescriptor['kind']>(
  launch: unknown,
  ...kinds: readonly Kind[]
): Extract<LaunchDescriptor, { kind: Kind }> {
  const descriptor = (launch as { [launchKey]?: LaunchDescriptor } | null | undefined)?.[launchKey]
  if (typeof descriptor !== 'object' || descriptor === null) {
    throw new ProtocolError(
      'invalid-descriptor',
      'this was not started by a broker: there is no launch descriptor in its workerData, nor in its environment. A module that serves is not run by itself: name it to `start`, or to a broker',
    )
  }
  const { kind } = descriptor
  if (!kinds.includes(kind as Kind)) {
    const what = Object.hasOwn(callOf, kind) ? `a ${kind}, whose module calls ${callOf[kind]}` : 'something unknown'
    throw new ProtocolError(
      'invalid-descriptor',
      `this was started as ${what}; it was asked to be a ${kinds.join(' or ')}`,
    )
  }
  assertName('the name in the launch descriptor', descriptor.name)
  return descriptor as Extract<LaunchDescriptor, { kind: Kind }>
}
