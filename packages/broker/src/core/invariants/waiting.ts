/** What waits is counted, has a place to wait for, and waits for a reason. */
import type { CoreContents } from '../core-options.js'
import { hasCredit, isOpen } from '../state/lane.js'
import { hasSlotToLend, isAllWaiting, mayBorrow } from '../state/lending.js'
import type { LaneState, TargetState, Task, WorkerState } from '../state/state.js'
import { attemptsOf, bytesOf } from '../state/task.js'
import { type Check, faultsIn, groupBy, isWaiting, nameOf } from './checks.js'

export function faultsOfQueue({ open, queue, roster }: CoreContents): string[] {
  const queued = open.filter(isWaiting)
  const bytes = queued.reduce((sum, task) => sum + bytesOf(task), 0)
  const byTarget = groupBy(queued, ({ target }) => target)
  const names = new Set([...[...roster.targets].map(({ name }) => name), ...queued.map(({ target }) => target)])
  return faultsIn([
    [queue.queued === queued.length, `${queue.queued} are said to wait, but there are ${queued.length}`],
    [queue.queuedBytes === bytes, `${queue.queuedBytes} bytes are said to wait, but there are ${bytes}`],
    ...[...names].map((name): Check => {
      const waiting = byTarget.get(name)?.filter(({ state }) => state === 'queued').length ?? 0
      return [queue.waiting(name) === waiting, `${queue.waiting(name)} wait for ${name}, but there are ${waiting}`]
    }),
    ...queued.flatMap((task): Check[] => [
      [task.lease === 0 && task.lane === undefined, `${nameOf(task)} waits, and is leased`],
      [task.attempt < Math.max(1, attemptsOf(task)), `${nameOf(task)} waits, and was started as often as it may be`],
      // One that waits for its turn fails with the one before it, when that is to be tried again.
      [
        task.state === 'keyed' || roster.target(task.target) !== undefined,
        `${nameOf(task)} waits for what is not there`,
      ],
    ]),
    ...queued.filter(({ state }) => state === 'keyed').map((task) => checkOfTurn(task, queue.holderBefore(task))),
  ])
}

function checkOfTurn(task: Task, holder: Task | undefined): Check {
  const isHeld = holder !== undefined && holder !== task && (holder.state !== 'ended' || holder.lease !== 0)
  return [isHeld && holder.rules?.key === task.rules?.key, `${nameOf(task)} waits for a turn that nobody has`]
}

/** No task waits that somebody could take, and whoever gets room looks where one waits. */
export function faultsOfWaiting({ roster, queue }: CoreContents): string[] {
  return [...roster.targets].flatMap((target) => {
    const next = queue.next(target.name)
    if (!next) return []
    const tasks = [next, queue.beside(next)].filter((task) => task !== undefined)
    return target.members.flatMap((worker) =>
      faultsIn(
        worker.lanes.flatMap((lane) => [
          ...tasks.map((task) => checkOfIdle(target, task, worker, lane)),
          [lane.backlog.has(target), `a task waits for ${target.name}, and lane ${lane.id} does not know`] as const,
        ]),
      ),
    )
  })
}

function checkOfIdle(target: TargetState, task: Task, worker: WorkerState, lane: LaneState): Check {
  const { concurrency, inFlight, boundLane, lanes } = worker
  const isBoundElsewhere = concurrency === 1 && inFlight > 0 && boundLane !== lane
  const isSpread = concurrency > 1 && lanes.length > 1 && inFlight >= concurrency
  const isBehindWaiting = task.parent !== undefined && isAllWaiting(worker)
  const hasOwn = hasCredit(lane) && !isSpread && !isBehindWaiting
  const hasLent = isOpen(lane) && mayBorrow(task, worker) && hasSlotToLend(worker)
  return [
    isBoundElsewhere || !(hasOwn || hasLent),
    `${nameOf(task)} waits for ${target.name}, and ${worker.name} has room on lane ${lane.id}`,
  ]
}
