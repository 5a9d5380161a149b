/**
 * Which of the workers that a broker launches have ended and are not there again. A scene waits for them before it closes the broker: a thread that is
 * ended while it loads its modules leaves their files open, which is Node's fault and not that of the row.
 */
import type { Broker } from '@errand/broker'
import { until } from './until.js'

/** A start on a busy machine. */
const restartMsMax = 10_000

export class Restarts {
  readonly #away = new Set<string>()

  constructor(broker: Broker) {
    broker.onWorker((event) => {
      // Nobody starts those again that attached by themselves.
      if (event.placement === 'attached') return
      const isBack = event.kind === 'started' || event.kind === 'barred'
      if (isBack || (event.kind === 'ended' && event.reason.kind === 'stopped')) this.#away.delete(event.worker)
      else if (event.kind === 'ended') this.#away.add(event.worker)
    })
  }

  /** Resolves when nobody is away, or has been for long. */
  async settle(): Promise<void> {
    await until(() => this.#away.size === 0, restartMsMax)
  }
}
