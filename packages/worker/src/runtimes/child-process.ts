/**
 * A worker in a child process that a broker forked: it attaches to the broker's front, serves until it is told to stop,
 * and does not outlive its broker.
 */
import { writeSync } from 'node:fs'
import { type ProcessLaunch, StartFileWriter } from '@errand/protocol'
import { RequestError } from '@errand/requests'
import { zeromqSockets } from '@errand/sockets'
import type { ResolvedWorkerOptions } from '../worker-options.js'
import { Attachment, lostGraceMs } from './attachment.js'
import { watchForOrphaning } from './orphan-watch.js'

export function serveChildProcess(launch: ProcessLaunch, worker: ResolvedWorkerOptions): void {
  const startLog = startFile(launch)
  const attachment = new Attachment({
    endpoint: launch.endpoints.front,
    name: launch.name,
    epoch: () => launch.epoch,
    limits: launch.limits,
    sockets: zeromqSockets(),
    worker,
    slotPolicy: 'keep',
    heartbeatIntervalMs: launch.heartbeatIntervalMs,
    // The channel to its parent tells: a broker that was merely paused goes on with the same processes.
    connectionHeartbeatMs: 0,
    // Its broker takes it for lost, and starts another.
    reattaches: false,
    ...(startLog && { startLog }),
  })
  watchForOrphaning()
  void liveWithBroker(attachment)
}

/** What it starts is noted where its broker reads it when this process has ended, however it ends. */
function startFile({ startsFd: fd }: ProcessLaunch): StartFileWriter | undefined {
  if (fd === undefined) return undefined
  return new StartFileWriter((bytes, position) => writeSync(fd, bytes, 0, bytes.length, position))
}

/** Nobody else ends an orphan: one whose handlers go on for ever would run for nobody. */
const exitCodeOfOrphan = 1

/** As long as it is attached, it ends by its broker alone. */
async function liveWithBroker(attachment: Attachment): Promise<void> {
  const onOrphaned = (): void =>
    void attachment.close({ graceMs: lostGraceMs }).then(() => process.exit(exitCodeOfOrphan))
  // Ctrl-C reaches all processes of a terminal: the broker's stops this one in order.
  process.on('SIGINT', onInterrupt)
  process.once('disconnect', onOrphaned)
  try {
    await attachment.stopped
  } catch (error) {
    await attachment.close()
    if (error instanceof RequestError && error.code === 'broker-lost') process.exit(exitCodeOfOrphan)
    throw error
  } finally {
    // The channel to the broker keeps a process alive that listens to it.
    process.off('disconnect', onOrphaned)
    process.off('SIGINT', onInterrupt)
  }
}

function onInterrupt(): void {}
