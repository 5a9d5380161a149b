/** What was given out is where it is said to be, and runs as it may. */
import type { CoreContents } from '../core-options.js'
import type { LaneState, Task, WorkerState } from '../state/state.js'
import { attemptsOf, isRunning } from '../state/task.js'
import { type Check, faultsIn, groupBy, isWaiting, nameOf } from './checks.js'

export function faultsOfLeases({ open, leased, roster }: CoreContents): string[] {
  const live = new Set(leased.filter(({ state }) => state === 'leased'))
  const lanes = new Set(roster.lanes)
  const workers = new Set(roster.workers)
  const onLanes = groupBy(leased, ({ lane }) => lane)
  const withWorkers = groupBy(leased, ({ worker }) => worker)
  return faultsIn([
    ...open.map((task): Check => [
      (task.state === 'leased') === live.has(task),
      `${nameOf(task)} is ${task.state}, which its lease denies`,
    ]),
    [new Set(leased.map(({ lease }) => lease)).size === leased.length, 'two tasks have one lease'],
    ...checksOfTurns(leased),
    ...leased.flatMap((task) => checksOfLease(task, lanes, workers)),
    ...[...lanes].map((lane) => checkOfCount(`lane ${lane.id}`, lane.tasks.size, onLanes.get(lane))),
    ...[...lanes].map((lane) => checkOfLent(lane, onLanes.get(lane))),
    ...[...workers].map((worker) => checkOfCount(worker.name, worker.inFlight, withWorkers.get(worker))),
    ...[...workers].flatMap((worker) => checksOfRunning(worker, withWorkers.get(worker))),
    ...[...workers].map((worker) => checkOfOrder(worker, withWorkers.get(worker))),
  ])
}

function checksOfLease(task: Task, lanes: ReadonlySet<LaneState>, workers: ReadonlySet<WorkerState>): Check[] {
  const { lane, worker } = task
  return [
    [!isWaiting(task), `${nameOf(task)} is leased, and waits`],
    [lane !== undefined && lanes.has(lane), `${nameOf(task)} is on a lane that is not there`],
    [worker !== undefined && workers.has(worker), `${nameOf(task)} is with a worker that is not there`],
    [lane !== undefined && worker?.lanes.includes(lane) === true, `${nameOf(task)} is on a lane of another worker`],
    [task.attempt <= Math.max(1, attemptsOf(task)), `${nameOf(task)} was started ${task.attempt} times`],
    [task.state !== 'ended' || task.body === '', `${nameOf(task)} has ended, and its body is kept`],
  ]
}

function checkOfCount(name: string, inFlight: number, tasks: readonly Task[] = []): Check {
  return [inFlight === tasks.length, `${name} is said to have ${inFlight} tasks, and has ${tasks.length}`]
}

function checkOfLent({ id, lent }: LaneState, tasks: readonly Task[] = []): Check {
  const beside = tasks.filter(({ runs }) => runs === 'beside').length
  return [lent === beside, `lane ${id} is said to have ${lent} tasks in lent slots, and has ${beside}`]
}

/** A worker with something to do runs as much of it as it may: more where slots are lent, or answers are on their way. */
function checksOfRunning({ name, running, asking, concurrency }: WorkerState, tasks: readonly Task[] = []): Check[] {
  const run = tasks.filter(isRunning)
  const waiting = run.filter(({ children }) => children && children.size > 0).length
  const least = Math.min(tasks.length, concurrency)
  const isSo = running === run.length && running >= least
  return [
    [isSo, `${name} runs ${running}, or ${run.length}, of at least ${least} tasks`],
    [asking === waiting, `${asking} tasks of ${name} are said to wait for others, but ${waiting} do`],
  ]
}

/** With concurrency 1, tasks start in their order: so all that a worker has is on one lane. */
function checkOfOrder({ name, concurrency }: WorkerState, tasks: readonly Task[] = []): Check {
  const lanes = new Set(tasks.map(({ lane }) => lane))
  return [concurrency > 1 || lanes.size <= 1, `${name} runs one at a time, and has tasks on ${lanes.size} lanes`]
}

/** I12: of those with the same key, a worker has one at a time. */
function checksOfTurns(leased: readonly Task[]): Check[] {
  const keyed = leased.filter(({ rules }) => rules?.key !== undefined)
  const turns = groupBy(keyed, ({ target, rules }) => `${target} ${rules?.key}`)
  return [...turns].map(([turn, tasks]) => [tasks.length === 1, `${tasks.length} tasks have the turn ${turn}`])
}
