/**
 * What always holds in the routing core, as one callable that walks all its indexes. Tests and simulations call it after
 * every step; the broker itself never does.
 */
import type { BrokerCore } from './broker-core.js'
import { isIdle } from './clients/clients.js'
import type { CoreContents } from './core-options.js'
import { type Check, faultsIn, groupBy, isWaiting, nameOf } from './invariants/checks.js'
import { faultsOfLeases } from './invariants/leases.js'
import { faultsOfQueue, faultsOfWaiting } from './invariants/waiting.js'
import { bytesOf } from './state/task.js'

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

/** What is counted for a client and its flow is what it has; nobody is remembered for nothing. */
function faultsOfClients({ open, clients }: CoreContents): string[] {
  const queued = groupBy(open.filter(isWaiting), ({ client }) => client.flow)
  const flows = new Set(clients.flows())
  return faultsIn([
    [[...clients.all()].filter(isIdle).length <= 1, 'more than one client is remembered for nothing'],
    ...[...clients.all()].flatMap((client): Check[] => [
      [flows.has(client.flow), `the client ${client.id} is of a flow that is not there`],
    ]),
    ...[...flows].flatMap((flow): Check[] => {
      const tasks = queued.get(flow) ?? []
      const bytes = tasks.reduce((sum, task) => sum + bytesOf(task), 0)
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
