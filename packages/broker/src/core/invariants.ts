/**
 * What always holds in the routing core, as one callable that walks all its indexes. Tests and simulations call it after
 * every step; the broker itself never does.
 */
import type { BrokerCore } from './broker-core.js'
import { isIdle } from './clients/clients.js'
import type { CoreContents } from './core-options.js'
import { hasCredit } from './state/lane.js'
import type { LaneState, TargetState, Task, WorkerState } from './state/state.js'

/** @returns where the indexes of the core disagree; nothing where all is well */
export function faultsOf(core: BrokerCore): readonly string[] {
  const contents = core.contents()
  return [
    ...faultsOfConservation(core, contents),
    ...faultsOfQueue(contents),
    ...faultsOfClients(contents),
    ...faultsOfNesting(contents),
    ...faultsOfLeases(contents),
    ...faultsOfRoster(contents),
    ...faultsOfWaiting(contents),
  ]
}

type Check = readonly [isSo: boolean, otherwise: string]

function faultsIn(checks: readonly Check[]): string[] {
  return checks.filter(([isSo]) => !isSo).map(([, otherwise]) => otherwise)
}

function nameOf({ client, id, target }: Task): string {
  return `request ${id} of ${client.id} for ${target}`
}

/** I1: what came in is waiting, or in a worker's hands, or ended, each in exactly one of them. */
function faultsOfConservation(core: BrokerCore, { open, counters }: CoreContents): string[] {
  const failed = Object.values(counters.failed).reduce((sum, count) => sum + count, 0)
  const cameIn = counters.accepted + counters.refused
  const ended = counters.replied + failed
  const earliest = open.reduce((least, { deadlineAt }) => Math.min(least, deadlineAt), Infinity)
  return faultsIn([
    [cameIn === ended + open.length, `${cameIn} came in, but ${ended} ended and ${open.length} are open`],
    [core.open === open.length, `${core.open} are said to be open, but there are ${open.length}`],
    [(core.nextDeadline() ?? Infinity) <= earliest, `the next deadline is ${core.nextDeadline()}, not ${earliest}`],
    ...open.map((task): Check => [task.state !== 'ended', `${nameOf(task)} is open, and ended`]),
  ])
}

function faultsOfQueue({ open, queue, roster }: CoreContents): string[] {
  const queued = open.filter(({ state }) => state === 'queued')
  const bytes = queued.reduce((sum, task) => sum + task.bytes, 0)
  const byTarget = groupBy(queued, ({ target }) => target)
  const names = new Set([...[...roster.targets].map(({ name }) => name), ...queued.map(({ target }) => target)])
  return faultsIn([
    [queue.queued === queued.length, `${queue.queued} are said to wait, but there are ${queued.length}`],
    [queue.queuedBytes === bytes, `${queue.queuedBytes} bytes are said to wait, but there are ${bytes}`],
    ...[...names].map((name): Check => {
      const waiting = byTarget.get(name)?.length ?? 0
      return [queue.waiting(name) === waiting, `${queue.waiting(name)} wait for ${name}, but there are ${waiting}`]
    }),
    ...queued.flatMap((task): Check[] => [
      [task.lease === 0 && task.lane === undefined, `${nameOf(task)} waits, and is leased`],
      [task.attempt < Math.max(1, task.attempts), `${nameOf(task)} waits, and was started as often as it may be`],
      [roster.target(task.target) !== undefined, `${nameOf(task)} waits for what is not there`],
    ]),
  ])
}

/** What is counted for a client and its flow is what it has; nobody is remembered for nothing. */
function faultsOfClients({ open, clients }: CoreContents): string[] {
  const queued = groupBy(
    open.filter(({ state }) => state === 'queued'),
    ({ client }) => client.flow,
  )
  const flows = new Set(clients.flows())
  return faultsIn([
    [[...clients.all()].filter(isIdle).length <= 1, 'more than one client is remembered for nothing'],
    ...[...clients.all()].flatMap((client): Check[] => [
      [flows.has(client.flow), `the client ${client.id} is of a flow that is not there`],
    ]),
    ...[...flows].flatMap((flow): Check[] => {
      const tasks = queued.get(flow) ?? []
      const bytes = tasks.reduce((sum, task) => sum + task.bytes, 0)
      return [
        [
          flow.queued === tasks.length,
          `${flow.queued} of ${flow.name} are said to wait, but there are ${tasks.length}`,
        ],
        [
          flow.queuedBytes === bytes,
          `${flow.queuedBytes} bytes of ${flow.name} are said to wait, but there are ${bytes}`,
        ],
      ]
    }),
  ])
}

/** Parents and children know each other, and both live. */
function faultsOfNesting({ open }: CoreContents): string[] {
  return faultsIn(
    open.flatMap((task): Check[] => [
      [!task.parent || task.parent.state === 'leased', `${nameOf(task)} was asked for by a task that has ended`],
      [!task.parent || task.parent.children?.has(task) === true, `${nameOf(task)} is not known to its parent`],
      ...[...(task.children ?? [])].map((child): Check => [
        child.parent === task,
        `${nameOf(child)} has another parent`,
      ]),
    ]),
  )
}

function faultsOfLeases({ open, leased, roster }: CoreContents): string[] {
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
    ...leased.flatMap((task) => checksOfLease(task, lanes, workers)),
    ...[...lanes].map((lane) => checkOfCount(`lane ${lane.id}`, lane.tasks.size, onLanes.get(lane))),
    ...[...workers].map((worker) => checkOfCount(worker.name, worker.inFlight, withWorkers.get(worker))),
    ...[...workers].flatMap((worker) => checksOfRunning(worker, withWorkers.get(worker))),
    ...[...workers].map((worker) => checkOfOrder(worker, withWorkers.get(worker))),
  ])
}

function groupBy<Key>(tasks: readonly Task[], keyOf: (task: Task) => Key): ReadonlyMap<Key, readonly Task[]> {
  const groups = new Map<Key, Task[]>()
  for (const task of tasks) {
    const group = groups.get(keyOf(task))
    if (group) group.push(task)
    else groups.set(keyOf(task), [task])
  }
  return groups
}

function checksOfLease(task: Task, lanes: ReadonlySet<LaneState>, workers: ReadonlySet<WorkerState>): Check[] {
  const { lane, worker } = task
  return [
    [task.state !== 'queued', `${nameOf(task)} is leased, and waits`],
    [lane !== undefined && lanes.has(lane), `${nameOf(task)} is on a lane that is not there`],
    [worker !== undefined && workers.has(worker), `${nameOf(task)} is with a worker that is not there`],
    [lane !== undefined && worker?.lanes.includes(lane) === true, `${nameOf(task)} is on a lane of another worker`],
    [task.attempt <= Math.max(1, task.attempts), `${nameOf(task)} was started ${task.attempt} times`],
    [task.state !== 'ended' || task.body === '', `${nameOf(task)} has ended, and its body is kept`],
  ]
}

function checkOfCount(name: string, inFlight: number, tasks: readonly Task[] = []): Check {
  return [inFlight === tasks.length, `${name} is said to have ${inFlight} tasks, and has ${tasks.length}`]
}

/** A worker with something to do runs as much of it as it may. */
function checksOfRunning({ name, running, asking, concurrency }: WorkerState, tasks: readonly Task[] = []): Check[] {
  const run = tasks.filter(({ isRunning }) => isRunning)
  const waiting = run.filter(({ children }) => children && children.size > 0).length
  const expected = Math.min(tasks.length, concurrency)
  return [
    [running === run.length && running === expected, `${name} runs ${running}, ${run.length} or ${expected} tasks`],
    [asking === waiting, `${asking} tasks of ${name} are said to wait for others, but ${waiting} do`],
  ]
}

/** With concurrency 1, tasks start in their order: so all that a worker has is on one lane. */
function checkOfOrder({ name, concurrency }: WorkerState, tasks: readonly Task[] = []): Check {
  const lanes = new Set(tasks.map(({ lane }) => lane))
  return [concurrency > 1 || lanes.size <= 1, `${name} runs one at a time, and has tasks on ${lanes.size} lanes`]
}

function faultsOfRoster({ roster }: CoreContents): string[] {
  const lanes = new Set(roster.lanes)
  const workers = new Set(roster.workers)
  const targets = new Set(roster.targets)
  const membersOf = new Map([...targets].map((target) => [target, new Set(target.members)]))
  return faultsIn([
    ...[...workers].flatMap((worker): Check[] => [
      [worker.lanes.length > 0 || worker.isExpected, `no lane leads to ${worker.name}`],
      [worker.lanes.every((lane) => lanes.has(lane)), `${worker.name} is on a lane that is not there`],
      [worker.lanes.every(({ group }) => group === worker.group), `${worker.name} is on a lane of another group`],
      [worker.targets[0]?.name === worker.name, `${worker.name} does not serve its own name`],
      ...worker.targets.map((target): Check => [
        roster.target(target.name) === target && membersOf.get(target)?.has(worker) === true,
        `${worker.name} serves ${target.name}, and is no member of it`,
      ]),
    ]),
    ...[...targets].flatMap(({ name, members }): Check[] => [
      [members.length > 0, `nobody serves ${name}`],
      [new Set(members).size === members.length, `${name} has a member twice`],
      [members.every((worker) => workers.has(worker)), `${name} has a member that is not there`],
    ]),
    ...[...lanes].flatMap(({ id, backlog }) =>
      [...backlog].map((target): Check => [targets.has(target), `lane ${id} waits for ${target.name}, which is gone`]),
    ),
  ])
}

/** No task waits that somebody could take, and whoever gets room looks where one waits. */
function faultsOfWaiting({ roster, queue }: CoreContents): string[] {
  return [...roster.targets]
    .filter(({ name }) => queue.waiting(name) > 0)
    .flatMap((target) =>
      target.members.flatMap((worker) =>
        faultsIn(worker.lanes.flatMap((lane) => checksOfIdle(target, worker, lane, queue.next(target.name)))),
      ),
    )
}

function checksOfIdle(target: TargetState, worker: WorkerState, lane: LaneState, next: Task | undefined): Check[] {
  const isBoundElsewhere = worker.concurrency === 1 && worker.inFlight > 0 && worker.boundLane !== lane
  const { running, asking, concurrency } = worker
  const isBehindWaiting = next?.parent !== undefined && running >= concurrency && asking >= running
  return [
    [
      !hasCredit(lane) || isBoundElsewhere || isBehindWaiting,
      `a task waits for ${target.name}, and ${worker.name} has room on lane ${lane.id}`,
    ],
    [lane.backlog.has(target), `a task waits for ${target.name}, and lane ${lane.id} does not know`],
  ]
}
