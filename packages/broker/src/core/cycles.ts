/**
 * Nested requests that wait for each other. A slot that is held by a task which itself waits for a request comes free
 * only when that request ends. Where no way leads from a request to a task that can go on by itself, the request could
 * never be served: it is in a circle.
 */
import type { Roster, WorkerState } from './roster.js'
import type { Task } from './task.js'

/** @returns the workers through which the request came, and its target, where it could never be served */
export function cycleOf(request: Task, roster: Roster): readonly string[] | undefined {
  const seen = new Set([request])
  const left = [request]
  for (let task = left.pop(); task; task = left.pop()) {
    const others = waitsFor(task, roster)
    if (!others) return undefined
    for (const other of others) {
      if (seen.has(other)) continue
      seen.add(other)
      left.push(other)
    }
  }
  return pathOf(request)
}

/** @returns the tasks of which one has to end before this one goes on; undefined where it goes on by itself */
function waitsFor(task: Task, roster: Roster): Iterable<Task> | undefined {
  if (task.isRunning) return task.children && task.children.size > 0 ? task.children : undefined
  if (task.state === 'delayed' || task.state === 'ended') return undefined
  const workers = task.worker && task.lease !== 0 ? [task.worker] : roster.target(task.target)?.members
  if (!workers || workers.some(hasRoom)) return undefined
  return workers.flatMap(runningOn)
}

/** One that is not there comes back with all its slots free. */
function hasRoom(worker: WorkerState): boolean {
  return worker.lanes.length === 0 || worker.running < worker.concurrency
}

function runningOn(worker: WorkerState): readonly Task[] {
  return worker.lanes.flatMap(({ tasks }) => [...tasks].filter((task) => task.worker === worker && task.isRunning))
}

function pathOf(request: Task): readonly string[] {
  const path: string[] = [request.target]
  for (let asking = request.parent; asking; asking = asking.parent) path.unshift(asking.worker?.name ?? asking.target)
  return path
}
