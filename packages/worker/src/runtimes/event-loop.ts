/**
 * An event loop of a pool, as in the seed's second program: it runs the tasks of many workers, none of which has a
 * lasting socket. Tasks are handed to the thread; replies and nested requests leave by temporary DEALERs, heartbeats by
 * the port.
 */
import { decodePacket, type LoopLaunch, packetOf, type PortPacket, StartLogWriter } from '@errand/protocol'
import { systemClock } from '@errand/timing'
import { fixedPrefetch } from '../core/prefetch.js'
import { heartbeat } from '../heartbeat.js'
import { launchedThread } from '../launched-thread.js'
import { LongResults } from '../long-results.js'
import { loopReplies } from '../loop-replies.js'
import { nestedRequests } from '../nested-requests.js'
import { portMessage } from '../port-packets.js'
import { announce } from '../ready-record.js'
import { TaskRunner } from '../task-runner.js'
import type { ResolvedWorkerOptions } from '../worker-options.js'

/**
 * Tasks that a loop holds at a time. Many of its workers may be waiting for something, so this is not measured but
 * set: beyond it, tasks wait in the broker, where the other loops can have them.
 */
const loopSlots = 2048

export function serveEventLoop(launch: LoopLaunch, options: ResolvedWorkerOptions): void {
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
  const startLog = new StartLogWriter(launch.starts)
  const answers = new LongResults({ limits, send: (record) => replies.send(record), post: (long) => thread.post(long) })
  const runner = new TaskRunner(options, {
    clock: systemClock,
    limits,
    requester: () => nested.requester,
    prefetch: fixedPrefetch(slots),
    slotPolicy: 'give-up',
    settled: (outcome) => answers.settled(outcome),
    said: (record) => answers.said(record),
    startLog,
    becameBusy: () => replies.burstBegins(),
    becameIdle() {
      replies.burstEnds()
      thread.schedule.hasten()
    },
    slotsChanged: () => undefined,
  })
  const beats = heartbeat({
    clock: systemClock,
    intervalMs: launch.heartbeatIntervalMs,
    tasks: {
      get lastTask() {
        return runner.lastTask
      },
      get held() {
        return [...runner.held, ...replies.waiting]
      },
    },
    send: (record) => thread.post(portMessage(packetOf(record, limits, 'strings'))),
  })

  async function stop(): Promise<void> {
    await runner.stop()
    beats.stop()
    nested.requester.close('closed', `${name} has stopped`)
    nested.dealers.close()
    replies.send({ kind: 'stopped' })
    replies.close()
    thread.end()
  }

  thread.onPortMessage((message) => {
    for (const record of decodePacket((message as PortPacket).frames, limits).records) {
      if (record.kind === 'task') runner.accept(record)
      else if (record.kind === 'cancel') runner.cancel(record.id)
      else if (record.kind === 'pull') runner.pulled(record.id, record.chunks)
      else if (record.kind === 'stop') void stop()
    }
  })
  replies.send(announce(workers, options, slots))
}
