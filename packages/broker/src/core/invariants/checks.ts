/** The form of an invariant: what must be so, and what to say otherwise. */
import type { Task } from '../state/state.js'

export type Check = readonly [isSo: boolean, otherwise: string]

export function faultsIn(checks: readonly Check[]): string[] {
  return checks.filter(([isSo]) => !isSo).map(([, otherwise]) => otherwise)
}

export function nameOf({ client, id, target }: Task): string {
  return `request ${id} of ${client.id} for ${target}`
}

/** Not given out yet: some of it could be, some waits for its turn. */
export function isWaiting({ state }: Task): boolean {
  return state === 'queued' || state === 'keyed'
}

export function groupBy<Key>(tasks: readonly Task[], keyOf: (task: Task) => Key): ReadonlyMap<Key, readonly Task[]> {
  const groups = new Map<Key, Task[]>()
  for (const task of tasks) {
    const group = groups.get(keyOf(task))
    if (group) group.push(task)
    else groups.set(keyOf(task), [task])
  }
  return groups
}
