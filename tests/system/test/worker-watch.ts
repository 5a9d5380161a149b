// What a broker tells of its workers, for tests that wait for it.
import type { Broker, WorkerEvent } from '@errand/broker'

type EventKind = WorkerEvent['kind']
type EventOf<Kind extends EventKind> = Extract<WorkerEvent, { kind: Kind }>

export interface WorkerWatch {
  /** All that was told since the watch began. */
  readonly events: readonly WorkerEvent[]
  /** Resolves with the next event of this kind, of this worker: one that was told already, and not yet waited for, or one to come. */
  next<Kind extends EventKind>(kind: Kind, worker: string): Promise<EventOf<Kind>>
}

export function watchWorkers(broker: Broker): WorkerWatch {
  const events: WorkerEvent[] = []
  const unseen: WorkerEvent[] = []
  const waiting = new Set<() => void>()
  broker.onWorker((event) => {
    events.push(event)
    unseen.push(event)
    for (const look of waiting) look()
  })

  function take<Kind extends EventKind>(kind: Kind, worker: string): EventOf<Kind> | undefined {
    const at = unseen.findIndex((event) => event.kind === kind && event.worker === worker)
    return at < 0 ? undefined : (unseen.splice(at, 1)[0] as EventOf<Kind>)
  }

  return {
    events,
    next(kind, worker) {
      return new Promise((resolve) => {
        const look = (): void => {
          const event = take(kind, worker)
          if (!event) return
          waiting.delete(look)
          resolve(event)
        }
        waiting.add(look)
        look()
      })
    },
  }
}
