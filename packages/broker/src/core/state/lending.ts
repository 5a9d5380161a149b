/**
 * The slots of handlers that wait for what they asked for. What handlers ask a service for runs in these, so that a pool
 * whose every slot waits goes on. What is asked of a worker by its name does not: whoever gives a worker a state of its own
 * counts on one handler at a time.
 */
import type { Task, WorkerState } from './state.js'

function isForService({ target, rules }: Task, worker: WorkerState): boolean {
  return target !== worker.name || rules?.service !== undefined
}

/** Whether the task may run in such a slot of this worker, where there is one. */
export function mayBorrow(task: Task, worker: WorkerState): boolean {
  return worker.lends && task.parent !== undefined && isForService(task, worker)
}

/** Whether every slot of its own is held by a handler that waits for what it asked for. */
export function isAllWaiting({ asking, concurrency }: WorkerState): boolean {
  return asking >= concurrency
}

/** Whether there is one. */
export function hasSlotToLend({ running, asking, concurrency }: WorkerState): boolean {
  return running >= concurrency && running - asking < concurrency
}
