/**
 * What a broker tells a thread that it starts: plain data, so that broker and worker need not know each other's code.
 * It travels as the thread's `workerData`, under `launchKey`.
 */
import { ProtocolError } from './errors.js'
import { assertName, isName } from './names.js'
import type { ProtocolLimits } from './limits.js'
import { shown } from './shown.js'

/** The property of `workerData` that holds the descriptor; the user's own data stands beside it. */
export const launchKey = 'errand'

/** What every descriptor says. */
export interface LaunchBasis {
  /** Name of the worker, or of the event loop. */
  readonly name: string
  /** Drawn anew at each start; part of every routing id of this thread. */
  readonly epoch: string
  readonly endpoints: { readonly front: string; readonly results: string }
  /** Shared words by which the starter wakes the thread and keeps it out of zeromq at its end (`@errand/sockets`). */
  readonly control: SharedArrayBuffer
  readonly limits: ProtocolLimits
}

/** A dedicated worker: fed by a PUSH of its own, stopped by a PAIR of its own. */
export interface WorkerLaunch extends LaunchBasis {
  readonly kind: 'worker'
  readonly endpoints: LaunchBasis['endpoints'] & { readonly work: string; readonly stop: string }
}

/** An event loop of a pool: it has no lasting socket, and is handed its work as messages to its thread. */
export interface LoopLaunch extends LaunchBasis {
  readonly kind: 'loop'
  /** The workers that run on this loop. */
  readonly workers: readonly string[]
}

export type LaunchDescriptor = WorkerLaunch | LoopLaunch

/** What a broker's thread port carries to a loop: the frames of one packet. */
export interface PortPacket {
  readonly frames: readonly (string | Uint8Array)[]
}

/**
 * @param workerData of the thread that asks
 * @throws ProtocolError `invalid-descriptor` where the thread was not started by a broker, or for something else
 */
export function readLaunchDescriptor<Kind extends LaunchDescriptor['kind']>(
  workerData: unknown,
  kind: Kind,
): Extract<LaunchDescriptor, { kind: Kind }> {
  const descriptor = (workerData as { [launchKey]?: LaunchDescriptor } | null | undefined)?.[launchKey]
  if (typeof descriptor !== 'object' || descriptor === null) {
    throw new ProtocolError(
      'invalid-descriptor',
      'this thread was not started by a broker: its workerData has no launch descriptor',
    )
  }
  if (descriptor.kind !== kind) {
    const rule = 'runWorker is for dedicated workers, runLoop for the loops of a pool'
    throw new ProtocolError(
      'invalid-descriptor',
      `this thread was started as a ${descriptor.kind}, not as a ${kind}; ${rule}`,
    )
  }
  assertName('the name in the launch descriptor', descriptor.name)
  return descriptor as Extract<LaunchDescriptor, { kind: Kind }>
}

/** Body of a `ready` record: who serves here. */
export interface Announcement {
  readonly workers: readonly AnnouncedWorker[]
}

export interface AnnouncedWorker {
  readonly name: string
  /** Services that this worker answers for besides its own name. */
  readonly services: readonly string[]
  /** Tasks that it runs at the same time. With 1 they start in the order in which they were sent. */
  readonly concurrency: number
}

/** @returns what is wrong with it, or undefined; whatever it is, for it comes from a peer */
export function faultOfAnnouncement(value: unknown): string | undefined {
  const workers = (value as Partial<Announcement> | null | undefined)?.workers
  if (!Array.isArray(workers) || workers.length === 0) return 'it lists no workers'
  for (const worker of workers as Partial<AnnouncedWorker>[]) {
    const { name, services, concurrency } = worker ?? {}
    if (!isName(name)) return `it has a worker of the name ${shown(name)}`
    if (!Array.isArray(services) || !services.every(isName)) return `the services of ${name} are not a list of names`
    if (!Number.isSafeInteger(concurrency) || (concurrency as number) < 1)
      return `the concurrency of ${name} is ${shown(concurrency)}`
  }
  return undefined
}
