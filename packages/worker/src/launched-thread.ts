/** What every launched thread has: sockets that are woken by bells, one schedule for what leaves, an orderly end. */
import { parentPort } from 'node:worker_threads'
import type { SocketThreadLaunch } from '@errand/protocol'
import {
  beforeExit,
  flushSchedule,
  type FlushSchedule,
  type SocketFactory,
  ThreadControl,
  zeromqSockets,
} from '@errand/sockets'
import { haltWhereEnded } from './end-guard.js'
import type { PortMessage } from './port-packets.js'

export interface LaunchedThread {
  readonly sockets: SocketFactory
  readonly schedule: FlushSchedule
  /** Messages to this thread over its port. Listening keeps the thread alive, since bells do not. */
  onPortMessage(listener: (message: unknown) => void): void
  /** To the broker, over the port. */
  post(message: PortMessage): void
  /** Closes all sockets and lets the thread end as soon as the user's own code has nothing left to do. */
  end(): void
}

export function launchedThread({ control: memory }: SocketThreadLaunch): LaunchedThread {
  const control = new ThreadControl(memory)
  const sockets = zeromqSockets(control)
  const close = (): void => {
    sockets.closeAll()
    control.markClosed()
  }
  beforeExit(close)
  haltWhereEnded(control)
  return {
    sockets,
    schedule: flushSchedule(),
    onPortMessage: (listener) => parentPort?.on('message', listener),
    post: ({ packet, moved }) => parentPort?.postMessage(packet, moved),
    end() {
      close()
      parentPort?.close()
    },
  }
}
