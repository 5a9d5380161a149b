/** Names that requests can be for, workers and services, and who serves them. */
import { Pace } from '../state/pace.js'
import type { TargetState, WorkerState } from '../state/state.js'

/** Names that are listed when a target is not known. */
const namesListed = 10

export function listed(names: readonly string[]): string {
  const more = names.length > namesListed ? `, and ${names.length - namesListed} more` : ''
  return `${names.toSorted().slice(0, namesListed).join(', ')}${more}`
}

export class Targets {
  readonly #targets = new Map<string, TargetState>()
  /** What there is, in words; sorting ten thousand names takes too long to do it for each request that asks in vain. */
  #listing: string | undefined

  get(name: string): TargetState | undefined {
    return this.#targets.get(name)
  }

  all(): Iterable<TargetState> {
    return this.#targets.values()
  }

  describe(): string {
    this.#listing ??= this.#list()
    return this.#listing
  }

  /**
   * From now on the worker serves these, and of the others that it served none.
   * @returns the names of those where nobody is left
   */
  join(worker: WorkerState, names: readonly string[]): readonly string[] {
    const targets = [...new Set(names)].map((name) => this.#targetOf(name))
    const left = worker.targets.filter((target) => !targets.includes(target))
    for (const { members } of targets) if (!members.includes(worker)) members.push(worker)
    worker.targets = targets
    return left.filter((target) => this.#part(worker, target)).map(({ name }) => name)
  }

  /** @returns the names of the targets where nobody is left */
  leave(worker: WorkerState): readonly string[] {
    return worker.targets.filter((target) => this.#part(worker, target)).map(({ name }) => name)
  }

  /** @returns whether nobody is left */
  #part(worker: WorkerState, { name, members }: TargetState): boolean {
    members.splice(members.indexOf(worker), 1)
    if (members.length > 0) return false
    // No lane waits for it any more: those that led to its members are gone with them.
    this.#targets.delete(name)
    this.#listing = undefined
    return true
  }

  #list(): string {
    return this.#targets.size === 0 ? 'none is there' : `there are ${listed([...this.#targets.keys()])}`
  }

  #targetOf(name: string): TargetState {
    let target = this.#targets.get(name)
    if (!target) {
      this.#targets.set(name, (target = { name, members: [], pace: new Pace(), cursor: 0 }))
      this.#listing = undefined
    }
    return target
  }
}
