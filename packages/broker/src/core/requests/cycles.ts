/**
 * Nested requests that wait for each other. A slot that is held by a task which itself waits for a request comes free
 * only when that request ends. Where no way leads from a request to a task that can go on by itself, the request could
 * never be served: it is in a circle.
 */
import type { Task, WorkerState } from '../state/state.js'
import type { Roster } from '../workers/roster.js'

/** @returns the workers through which the request came, and its target, where it could never be served */
export function cycleOf(request: Task, roster: Roster): readonly string[] | undefined {
  const seen = new Set([request])
  const first = waitsFor(request, roster)
  // Depth first, one step at a time: mostly the first way that is tried leads out.
  const ways = first ? [first[Symbol.iterator]()] : []
  for (let way = ways.at(-1); way; way = ways.at(-1)) {
    const { value: task, done } = way.next()
    if (done) ways.pop()
    else if (!seen.has(task)) {
      seen.add(task)
      const others = waitsFor(task, roster)
      if (!others) return undefined
      ways.push(others[Symbol.iterator]())
    }
  }
  return first ? pathOf(request) : undefined
}

/** @returns the tasks of which one has to end before this one goes on; undefined where it goes on by itself */
function waitsFor(task: Task, roster: Roster): Iterable<Task> | undefined {
  if (task.isRunning) return task.children && task.children.size > 0 ? task.children : undefined
  if (task.state === 'delayed' || task.state === 'ended') return undefined
  const workers = task.worker && task.lease !== 0 ? [task.worker] : roster.target(task.target)?.members
  if (!workers || workers.some(canGoOn)) return undefined
  return workers.flatMap(runningOn)
}

/** It has room, or runs something that waits for nobody; one that is not there comes back with all its slots free. */
function canGoOn({ lanes, running, asking, concurrency }: WorkerState): boolean {
  return lanes.length === 0 || running < concurrency || asking < running
}

function runningOn(worker: WorkerState): readonly Task[] {
  return worker.lanes.flatMap(({ tasks }) => [...tasks].filter((task) => task.worker === worker && task.isRunning))
}

function pathOf(request: Task): readonly string[] {
  const path: string[] = [request.target]
  for (let asking = request.parent; asking; asking = asking.parent) path.unshift(asking.worker?.name ?? asking.target)
  return path
}
