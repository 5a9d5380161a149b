/**
 * A dedicated worker, as in the seed's first program: fed by a PULL of its own, answering on a DEALER, stopped by a PAIR.
 * Nested requests leave by temporary DEALERs.
 */
import { decodePacket, formatRoutingId, StartLogWriter, type WorkerLaunch } from '@errand/protocol'
import { type PacketOutbox, packetOutbox } from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { prefetchOf } from '../core/prefetch.js'
import { heartbeat } from '../heartbeat.js'
import { type LaunchedThread, launchedThread } from '../launched-thread.js'
import { LongResults } from '../long-results.js'
import { nestedRequests } from '../nested-requests.js'
import { announce } from '../ready-record.js'
import { TaskRunner } from '../task-runner.js'
import type { ResolvedWorkerOptions } from '../worker-options.js'

export function serveDedicatedThread(launch: WorkerLaunch, options: ResolvedWorkerOptions): void {
  const thread = launchedThread(launch)
  const results = openResults(launch, thread)
  const { limits, endpoints, name, epoch, heartbeatIntervalMs } = launch
  const dealers = {
    sockets: thread.sockets,
    endpoint: endpoints.front,
    owner: { name, epoch },
    limits,
    forms: 'strings',
    schedule: thread.schedule,
  } as const
  const nested = nestedRequests({ dealers, worker: options, clock: systemClock, limits })
  const prefetch = prefetchOf(options)
  const startLog = new StartLogWriter(launch.starts)
  const answers = new LongResults({ limits, send: (record) => results.add(record), post: (long) => thread.post(long) })
  const runner = new TaskRunner(options, {
    clock: systemClock,
    limits,
    requester: () => nested.requester,
    prefetch,
    slotPolicy: 'keep',
    settled: (outcome) => answers.settled(outcome),
    said: (record) => answers.said(record),
    becameIdle: () => thread.schedule.hasten(),
    startLog,
    slotsChanged: (slots) => results.add({ kind: 'credit', slots }),
  })
  const beats = heartbeat({
    clock: systemClock,
    intervalMs: heartbeatIntervalMs,
    tasks: runner,
    send: (record) => results.add(record),
  })

  listenForWork(launch, thread, runner)
  listenForStop(launch, thread, async () => {
    await runner.stop()
    beats.stop()
    nested.requester.close('closed', `${name} has stopped`)
    nested.dealers.close()
    results.flush()
  })
  thread.onPortMessage(() => undefined)
  results.add(announce([name], options, prefetch.slots))
}

function openResults(
  { endpoints, name, epoch, limits }: WorkerLaunch,
  { sockets, schedule }: LaunchedThread,
): PacketOutbox {
  // No high-water mark: the credit bounds what is on its way.
  const socket = sockets.open('dealer', { routingId: formatRoutingId({ name, epoch }), highWaterMark: 0 })
  socket.connect(endpoints.results)
  return packetOutbox({ limits, forms: 'strings', schedule, send: (frames) => socket.send(frames) })
}

function listenForWork({ endpoints, limits }: WorkerLaunch, { sockets }: LaunchedThread, runner: TaskRunner): void {
  const work = sockets.open('pull', { bell: 'work', highWaterMark: 0 })
  work.connect(endpoints.work)
  work.listen((frames) => {
    for (const record of decodePacket(frames, limits).records) {
      if (record.kind === 'task') runner.accept(record)
      else if (record.kind === 'cancel') runner.cancel(record.id)
      else if (record.kind === 'pull') runner.pulled(record.id, record.chunks)
    }
  })
}

/** A stop is an empty message, and so is its answer. */
function listenForStop({ endpoints }: WorkerLaunch, thread: LaunchedThread, stop: () => Promise<void>): void {
  const stopper = thread.sockets.open('pair', { bell: 'stop' })
  stopper.connect(endpoints.stop)
  stopper.listen(() => {
    void stop().then(() => {
      stopper.send([''])
      thread.end()
    })
  })
}
