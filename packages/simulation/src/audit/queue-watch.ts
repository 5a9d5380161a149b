/**
 * Watches what waits in a broker's queue, and what is taken out of it: keys have their turns one after the other, a
 * lower priority goes first only now and then, and who is sticky stays where it was.
 */
import type { Scene } from '../parts/scene.js'
import type { BrokerCore, Task, TaskQueue } from '../product.js'
import { PriorityWatch } from './priorities.js'
import { wrapMethod } from './wrap-method.js'

/** Where one sticky text of a service went last, and who was there to choose from. */
interface Choice {
  readonly worker: string
  readonly members: ReadonlySet<string>
}

export class QueueWatch {
  readonly #scene: Scene
  readonly #priorities: PriorityWatch
  /** Tasks of each target and key, in the order in which they came. */
  readonly #turns = new Map<string, Task[]>()
  readonly #choices = new Map<string, Choice>()

  constructor(scene: Scene) {
    this.#scene = scene
    this.#priorities = new PriorityWatch(scene)
  }

  /** @param core of whose roster the sticky choose */
  watch(queue: TaskQueue, core: () => BrokerCore): void {
    wrapMethod(queue, 'accept', (call, task) => {
      const full = call(task)
      if (full === undefined) this.#accepted(task, core())
      return full
    })
    wrapMethod(queue, 'take', (call, task) => {
      this.#checkTurn(task)
      this.#priorities.taken(task)
      call(task)
    })
    wrapMethod(queue, 'drop', (call, task) => {
      this.#priorities.left(task)
      call(task)
    })
    wrapMethod(queue, 'retry', (call, task) => {
      call(task)
      this.#priorities.entered(task)
    })
    wrapMethod(queue, 'move', (call, task, target) => this.#moved(call, task, target))
    wrapMethod(queue, 'ended', (call, task) => {
      const next = call(task)
      if (next) for (const each of this.#turnOf(task)) this.#priorities.entered(each)
      return next
    })
  }

  #accepted(task: Task, core: BrokerCore): void {
    this.#turnOf(task).push(task)
    this.#priorities.entered(task)
    if (task.state === 'keyed') this.#scene.situations.saw('a request waited for its turn by key')
    if (task.rules?.sticky !== undefined) this.#checkChoice(task, core)
  }

  #moved(call: TaskQueue['move'], task: Task, target: string): void {
    const before = this.#turnOf(task)
    before.splice(before.indexOf(task), 1)
    call(task, target)
    this.#turnOf(task).push(task)
    // By leaving, it may have handed on its turn.
    for (const each of [task, ...before]) this.#priorities.entered(each)
    this.#scene.situations.saw('a sticky request moved on')
  }

  /** Those of its key, without those that are over; none where it has no key. */
  #turnOf({ target, rules }: Task): Task[] {
    if (rules?.key === undefined) return []
    const id = `${target} ${rules.key}`
    const left = (this.#turns.get(id) ?? []).filter(({ state, lease }) => state !== 'ended' || lease !== 0)
    this.#turns.set(id, left)
    return left
  }

  /** It is given out: nobody with its key is before it, or runs. */
  #checkTurn(task: Task): void {
    const [first = task] = this.#turnOf(task)
    if (first !== task)
      this.#scene.ledger.violated(
        'keys',
        `${task.client.id} ${task.id} of key ${task.rules?.key} is given out before ${first.client.id} ${first.id}, which is ${first.state}`,
      )
  }

  /** Where one comes or goes, only what it had, or gets, moves. */
  #checkChoice({ target: worker, rules }: Task, core: BrokerCore): void {
    const { service = worker, sticky = '' } = rules ?? {}
    const there = core.roster.target(service)?.members.filter(({ bar }) => bar === undefined) ?? []
    const members = new Set(there.map(({ name }) => name))
    const id = `${service} ${sticky}`
    const before = this.#choices.get(id)
    this.#choices.set(id, { worker, members })
    if (!before || before.worker === worker) return
    if (members.has(before.worker) && before.members.has(worker))
      this.#scene.ledger.violated('sticky', `${id} goes to ${worker}, and went to ${before.worker}, which is there`)
    else this.#scene.situations.saw('a sticky text went to another worker')
  }
}
