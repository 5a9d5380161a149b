/**
 * Nested requests that wait for each other. A slot that is held by a task which itself waits for a request comes free
 * only when that request ends. Where no way leads from a request to a task that can go on by itself, the request could
 * never be served: it is in a circle. So is one that waits for its turn behind one with the same key that waits for it.
 */
import type { TaskQueue } from '../queue/task-queue.js'
import { isAllWaiting, mayBorrow } from '../state/lending.js'
import type { Task, WorkerState } from '../state/state.js'
import type { Roster } from '../workers/roster.js'

export interface WhoHolds {
  readonly roster: Roster
  readonly queue: TaskQueue
}

/** @returns the workers through which the request came, and its target, where it could never be served */
export function cycleOf(request: Task, who: WhoHolds): readonly string[] | undefined {
  const seen = new Set([request])
  const first = waitsFor(request, who)
  // Depth first, one step at a time: mostly the first way that is tried leads out.
  const ways = first ? [first[Symbol.iterator]()] : []
  for (let way = ways.at(-1); way; way = ways.at(-1)) {
    const { value: task, done } = way.next()
    if (done) ways.pop()
    else if (!seen.has(task)) {
      seen.add(task)
      const others = waitsFor(task, who)
      if (!others) return undefined
      ways.push(others[Symbol.iterator]())
    }
  }
  return first ? pathOf(request) : undefined
}

/** @returns the tasks of which one has to end before this one goes on; undefined where it goes on by itself */
function waitsFor(task: Task, { roster, queue }: WhoHolds): Iterable<Task> | undefined {
  if (task.isRunning) return task.children && task.children.size > 0 ? task.children : undefined
  // What has ended without its turn is let go of in its turn: it waits as the others do.
  if (task.state === 'delayed' || (task.lane === undefined && task.state === 'ended')) return undefined
  if (task.state === 'keyed') return [queue.holderBefore(task) ?? task]
  const workers = task.worker && task.lease !== 0 ? [task.worker] : roster.target(task.target)?.members
  if (!workers || workers.some((worker) => mayBorrow(task, worker) || canGoOn(worker))) return undefined
  return workers.flatMap(runningOn)
}

/**
 * It has room, or will have some when what goes on by itself has ended; one that is not there comes back with all its slots
 * free.
 */
function canGoOn(worker: WorkerState): boolean {
  return worker.lanes.length === 0 || !isAllWaiting(worker)
}

export function runningOn(worker: WorkerState): readonly Task[] {
  return worker.lanes.flatMap(({ tasks }) => [...tasks].filter((task) => task.worker === worker && task.isRunning))
}

/** @returns the workers through which the request came, and its target */
export function pathOf(request: Task): readonly string[] {
  const path: string[] = [request.target]
  for (let asking = request.parent; asking; asking = asking.parent) path.unshift(asking.worker?.name ?? asking.target)
  return path
}
