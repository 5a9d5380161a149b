/**
 * Looks at all that goes into a broker's core and comes out of it, and holds it against what truly happened. It wraps the
 * core's methods from outside; the core knows nothing of it.
 */
import type { SimProcess } from '../engine/sim-process.js'
import type { Scene } from '../parts/scene.js'
import type { BrokerCore, Task } from '../product.js'
import { ClientWatch } from './client-watch.js'
import { LaneWatch } from './lane-watch.js'
import { QueueWatch } from './queue-watch.js'
import { lagMsMax } from './situations.js'
import { wrapMethod } from './wrap-method.js'

export class BrokerWatch {
  readonly clients: ClientWatch
  readonly lanes: LaneWatch
  readonly queue: QueueWatch
  readonly #scene: Scene

  constructor(scene: Scene, process: SimProcess) {
    this.#scene = scene
    this.clients = new ClientWatch(scene)
    this.queue = new QueueWatch(scene)
    this.lanes = new LaneWatch(scene, process, (asked) => this.clients.given(asked))
  }

  watch(core: BrokerCore): void {
    this.clients.watch(core)
    this.lanes.watch(core)
    wrapMethod(core, 'tick', (call, now) => this.#tick(core, call, now))
  }

  #tick(core: BrokerCore, call: BrokerCore['tick'], now: number): void {
    const { situations } = this.#scene
    const lagMs = now - (core.nextDeadline() ?? now)
    const watched = lagMs > lagMsMax ? watchedTasks(core) : []
    const timedOut = core.counters.failed['run-timeout'] ?? 0
    call(now)
    if ((core.nextDeadline() ?? Infinity) <= now) this.#scene.ledger.violated('I8', 'what is due is left undone')
    if (watched.some(({ task, watch }) => task.state === 'leased' && task.watch !== undefined && task.watch !== watch))
      situations.saw('a late broker put off what it judges by time')
    situations.saw('the broker ended a run that took too long', (core.counters.failed['run-timeout'] ?? 0) - timedOut)
    this.clients.tick(now)
  }
}

/** What workers have and is judged by time, with the watch that is kept of each. */
function watchedTasks(core: BrokerCore): readonly { readonly task: Task; readonly watch: Task['watch'] }[] {
  const { leased } = core.contents()
  return leased.filter(({ watch }) => watch !== undefined).map((task) => ({ task, watch: task.watch }))
}
