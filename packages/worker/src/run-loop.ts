/**
 * An event loop of a pool, as in the seed's second program: it runs the tasks of many workers, none of which has a
 * lasting socket. Tasks are handed to the thread; replies and nested requests leave by temporary DEALERs.
 */
import { workerData } from 'node:worker_threads'
import { decodePacket, type LoopLaunch, type PortPacket, readLaunchDescriptor } from '@errand/protocol'
import { systemClock } from '@errand/timing'
import { announce } from './announcement.js'
import { fixedPrefetch } from './core/prefetch.js'
import type { Handler } from './handler.js'
import { launchedThread } from './launched-thread.js'
import { loopReplies } from './loop-replies.js'
import { nestedRequests } from './nested-requests.js'
import { TaskRunner } from './task-runner.js'
import { type ResolvedWorkerOptions, resolveWorkerOptions, type WorkerOptions } from './worker-options.js'

/**
 * Tasks that a loop holds at a time. Many of its workers may be waiting for something, so this is not measured but
 * set: beyond it, tasks wait in the broker, where the other loops can have them.
 */
const loopSlots = 2048

/**
 * Runs the workers of the pool loop that this thread was started as. Call it once, in the module that the broker was
 * given; the handler tells them apart by `context.worker`.
 *
 * @throws OptionError, ProtocolError for options that are not allowed
 * @throws ProtocolError `invalid-descriptor` where no broker started this thread
 */
export function runLoop(options: WorkerOptions | Handler): void {
  const resolved = resolveWorkerOptions(options)
  serve(readLaunchDescriptor(workerData, 'loop'), resolved)
}

function serve(launch: LoopLaunch, options: ResolvedWorkerOptions): void {
  const thread = launchedThread(launch)
  const { endpoints, name, epoch, limits, workers } = launch
  const { socketsMax, leasesPerSocket } = options
  const common = {
    sockets: thread.sockets,
    owner: { name, epoch },
    limits,
    forms: 'strings',
    schedule: thread.schedule,
  } as const
  const replies = loopReplies({ ...common, endpoint: endpoints.results, socketsMax, leasesPerSocket })
  const nested = nestedRequests({
    dealers: { ...common, endpoint: endpoints.front },
    worker: options,
    clock: systemClock,
    limits,
  })
  const slots = options.slots ?? loopSlots
  const runner = new TaskRunner(options, {
    clock: systemClock,
    limits,
    requester: nested.requester,
    prefetch: fixedPrefetch(slots),
    settled: (outcome) => replies.send(outcome),
    becameBusy: () => replies.burstBegins(),
    becameIdle: () => replies.burstEnds(),
    slotsChanged: () => undefined,
  })

  async function stop(): Promise<void> {
    await runner.stop()
    nested.requester.close('closed', `${name} has stopped`)
    nested.dealers.close()
    replies.send({ kind: 'stopped' })
    replies.dealers.close()
    thread.end()
  }

  thread.onPortMessage((message) => {
    for (const record of decodePacket((message as PortPacket).frames, limits).records) {
      if (record.kind === 'task') runner.accept(record)
      else if (record.kind === 'cancel') runner.cancel(record.id)
      else if (record.kind === 'stop') void stop()
    }
  })
  replies.send(announce(workers, options, slots))
}
