/** A broker of this thread that notes what its client says, and what that hears. */
import { type DirectListener, listenDirectly } from '@errand/sockets'
import type { ClientLog } from '../audit/client-log.js'
import { noteHeard, noteSent } from './wire-notes.js'

export interface RecordingListener {
  readonly endpoint: string
  /** Who has joined stays so; the log is not held any longer. */
  unlisten(this: void): void
}

export function recordingListener(broker: DirectListener, endpoint: string, log: ClientLog): RecordingListener {
  const recorded = `${endpoint}.${log.name}`
  const unlisten = listenDirectly(recorded, {
    join(routingId, receive) {
      log.routingIds.push(routingId)
      const link = broker.join(routingId, (record) => {
        noteHeard(record, log)
        receive(record)
      })
      return {
        get isOpen() {
          return link.isOpen
        },
        send(record) {
          noteSent(record, log)
          link.send(record)
        },
        close: () => link.close(),
      }
    },
  })
  return { endpoint: recorded, unlisten }
}
