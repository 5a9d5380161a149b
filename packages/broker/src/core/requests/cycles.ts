/**
 * Nested requests that wait for each other. A slot that is held by a task which itself waits for a request comes free
 * only when that request ends. What could still not be served when all that goes on by itself has ended, and all that
 * goes on then, and so on, never will be: it is in a circle. So is what waits for its turn behind a task with the same key
 * that waits for it.
 */
import type { TaskQueue } from '../queue/task-queue.js'
import { isAllWaiting, mayBorrow } from '../state/lending.js'
import type { Task, WorkerState } from '../state/state.js'
import { isRunning } from '../state/task.js'
import type { Roster } from '../workers/roster.js'

export interface WhoHolds {
  readonly roster: Roster
  readonly queue: TaskQueue
}

/** So many of these have to end. */
interface Need {
  readonly tasks: Iterable<Task>
  readonly ends: number
}

/** Needs of which one has to be met before a task goes on. */
type Needs = readonly Need[]

/** @returns the workers through which the request came, and its target, where it could never be served */
export function cycleOf(request: Task, who: WhoHolds): readonly string[] | undefined {
  const needs = needsOf(request, who)
  if (!needs || hasChainOut(request, needs, who) || isServedAtLast(request, who)) return undefined
  return pathOf(request)
}

/**
 * Whether there is a chain of tasks, from the request to one that goes on by itself, each of which needs only the next to
 * end. Depth first, one step at a time: mostly the first way that is tried leads out.
 */
function hasChainOut(request: Task, needs: Needs, who: WhoHolds): boolean {
  const seen = new Set([request])
  const ways = [whereOneIsEnough(needs)]
  for (let way = ways.at(-1); way; way = ways.at(-1)) {
    const { value: task, done } = way.next()
    if (done) ways.pop()
    else if (!seen.has(task)) {
      seen.add(task)
      const others = needsOf(task, who)
      if (!others) return true
      ways.push(whereOneIsEnough(others))
    }
  }
  return false
}

function* whereOneIsEnough(needs: Needs): Generator<Task, undefined> {
  for (const { tasks, ends } of needs) if (ends === 1) yield* tasks
  return undefined
}

/** The same where several have to end: looks at all that it leads to, which the chains mostly spare. */
function isServedAtLast(request: Task, who: WhoHolds): boolean {
  // Those that the others wait for come first, so that few rounds are needed.
  const waiting = [...reachedFrom(request, who)].toReversed()
  const goOn = new Set<Task>()
  for (let before = -1; goOn.size > before;) {
    before = goOn.size
    for (const [task, needs] of waiting) if (!needs || needs.some((need) => isMet(need, goOn))) goOn.add(task)
  }
  return goOn.has(request)
}

function isMet({ tasks, ends }: Need, goOn: ReadonlySet<Task>): boolean {
  let met = 0
  for (const task of tasks) if (goOn.has(task) && ++met >= ends) return true
  return false
}

/** All that it may come to depend on, itself included. */
function reachedFrom(request: Task, who: WhoHolds): ReadonlyMap<Task, Needs | undefined> {
  const reached = new Map([[request, needsOf(request, who)]])
  // What is added meanwhile is looked at in its turn.
  for (const needs of reached.values())
    for (const { tasks } of needs ?? [])
      for (const task of tasks) if (!reached.has(task)) reached.set(task, needsOf(task, who))
  return reached
}

/** @returns undefined where it goes on by itself */
function needsOf(task: Task, { roster, queue }: WhoHolds): Needs | undefined {
  if (isRunning(task)) return task.children && task.children.size > 0 ? [{ tasks: task.children, ends: 1 }] : undefined
  // What has ended without its turn is let go of in its turn: it waits as the others do.
  if (task.state === 'delayed' || (task.lane === undefined && task.state === 'ended')) return undefined
  if (task.state === 'keyed') return [{ tasks: [queue.holderBefore(task) ?? task], ends: 1 }]
  const workers = task.worker && task.lease !== 0 ? [task.worker] : roster.target(task.target)?.members
  if (!workers || workers.some((worker) => mayBorrow(task, worker) || canGoOn(worker))) return undefined
  return workers.map(slotOf)
}

/**
 * It has room, or will have some when what goes on by itself has ended; one that is not there comes back with all its slots
 * free.
 */
function canGoOn(worker: WorkerState): boolean {
  return worker.lanes.length === 0 || !isAllWaiting(worker)
}

/** What has to end for a slot of its own to come free: more than one task, where some run in lent slots. */
function slotOf(worker: WorkerState): Need {
  return { tasks: runningOn(worker), ends: worker.running - worker.concurrency + 1 }
}

function runningOn(worker: WorkerState): readonly Task[] {
  return worker.lanes.flatMap(({ tasks }) =>
    tasks.toArray().filter((task) => task.worker === worker && isRunning(task)),
  )
}

/** @returns the workers through which the request came, and its target */
export function pathOf(request: Task): readonly string[] {
  const path: string[] = [request.target]
  for (let asking = request.parent; asking; asking = asking.parent) path.unshift(asking.worker?.name ?? asking.target)
  return path
}
