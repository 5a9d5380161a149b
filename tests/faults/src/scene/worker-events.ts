/** What a broker tells of its workers' lives, as something to wait for. */
import type { Broker, WorkerEvent } from '@errand/broker'

/**
 * Resolves with the next event of that kind.
 *
 * @param worker of this worker, or of any where it is left out: in a pool it is the loops that live
 */
export function nextEvent(broker: Broker, kind: WorkerEvent['kind'], worker?: string): Promise<WorkerEvent> {
  return new Promise((resolve) => {
    const forget = broker.onWorker((event) => {
      if (event.kind !== kind || (worker !== undefined && event.worker !== worker)) return
      forget()
      resolve(event)
    })
  })
}
