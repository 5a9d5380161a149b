/**
 * A worker in a thread without sockets: everything it is told and says are packets over the thread's port. Such a thread
 * can be ended at any moment, whatever its handlers do.
 */
import { type MessagePort, parentPort } from 'node:worker_threads'
import { type ComputeLaunch, type PortPacket, StartLogWriter } from '@errand/protocol'
import { DuplexWorker } from '../duplex-worker.js'
import { portMessage } from '../port-packets.js'
import type { ResolvedWorkerOptions } from '../worker-options.js'

export function serveComputeThread(
  { name, limits, heartbeatIntervalMs, starts }: ComputeLaunch,
  worker: ResolvedWorkerOptions,
): void {
  const port = parentPort as MessagePort
  const startLog = new StartLogWriter(starts)
  const duplex = new DuplexWorker({
    name,
    limits,
    worker,
    slotPolicy: 'keep',
    // A port copies what it is given.
    forms: 'any',
    heartbeatIntervalMs,
    send(frames) {
      const { packet, moved } = portMessage(frames)
      port.postMessage(packet, moved)
      return true
    },
    startLog,
    onStop: () => void stop(),
    // Its broker refuses it by ending the thread.
    onRefused: () => undefined,
  })

  async function stop(): Promise<void> {
    await duplex.drain()
    duplex.end()
    port.close()
  }

  port.on('message', (packet: PortPacket) => duplex.receive(packet.frames))
  duplex.announce()
}
