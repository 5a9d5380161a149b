/** A broker in figures. */
import type { Assembly } from './assembly.js'
import type { BrokerStats, WorkerHealth, WorkerStats } from './broker.js'
import type { LaneState } from './core/state/state.js'
import type { Group } from './launch/group.js'
import type { Launcher } from './launch/launcher.js'
import type { LifeState } from './launch/life.js'
import type { Supervisor } from './launch/supervisor.js'

/** Of several loops, the one that is best off stands for all: the first of these in which one is. */
const bestFirst: readonly LifeState[] = [
  'ready',
  'draining',
  'starting',
  'recycling',
  'queued',
  'backing-off',
  'ending',
  'stopping',
  'barred',
  'stopped',
]

/** Beyond this an event loop has not kept up: its users notice. */
const busyLagMs = 100

/** Heartbeats come within an interval, and a bit. */
const lateIntervals = 2

export function brokerStats(
  { core, clock, traffic, json, forLaunches }: Assembly,
  launcher: Launcher | undefined,
): BrokerStats {
  const { counters, open, queued, leased, roster } = core
  const supervisors = launcher?.supervisors ?? []
  const running = supervisors.filter(({ isRunning }) => isRunning)
  const processes = running.filter(({ options }) => options.placement === 'process').length
  const ofWorkers = supervisorsByWorker(supervisors)
  const { heartbeatIntervalMs } = forLaunches
  const workers = [...roster.workers].map((worker) => ({
    name: worker.name,
    inFlight: worker.inFlight,
    done: worker.done,
    health: healthOf(worker.lanes, clock.now(), heartbeatIntervalMs),
    ...(livesOf(ofWorkers.get(worker.name) ?? []) ?? lifeOfStranger(json.has(worker.name))),
  }))
  return {
    ...counters,
    ...traffic,
    failed: { ...counters.failed },
    open,
    queued,
    leased,
    threads: running.length - processes,
    processes,
    workers,
  }
}

type Life = Pick<WorkerStats, 'placement' | 'state' | 'starts' | 'lastEnd'>

function supervisorsByWorker(supervisors: readonly Supervisor[]): ReadonlyMap<string, readonly Supervisor[]> {
  const ofGroups = new Map<Group, Supervisor[]>()
  for (const supervisor of supervisors) {
    const { group } = supervisor.options
    const members = ofGroups.get(group)
    if (members) members.push(supervisor)
    else ofGroups.set(group, [supervisor])
  }
  return new Map([...ofGroups].flatMap(([{ workers }, members]) => workers.map((name) => [name, members])))
}

function livesOf(supervisors: readonly Supervisor[]): Life | undefined {
  const [first] = supervisors
  if (!first) return undefined
  const states = new Set(supervisors.map(({ state }) => state))
  return {
    placement: first.options.placement,
    state: bestFirst.find((state) => states.has(state)) ?? first.state,
    starts: supervisors.reduce((sum, { starts }) => sum + starts, 0),
    lastEnd: supervisors.findLast(({ lastEnd }) => lastEnd !== undefined)?.lastEnd,
  }
}

function lifeOfStranger(isJson: boolean): Life {
  return { placement: isJson ? 'json' : 'attached', state: 'ready', starts: 1, lastEnd: undefined }
}

function healthOf(lanes: readonly LaneState[], now: number, intervalMs: number): WorkerHealth | undefined {
  const heard = lanes.flatMap(({ health }) => health ?? []).toSorted((one, other) => other.heardAt - one.heardAt)
  const [last] = heard
  if (!last) return undefined
  const { lagMs, memoryBytes, heardAt } = last
  const heartbeatAgeMs = now - heardAt
  const isBusy = lagMs > busyLagMs || heartbeatAgeMs > lateIntervals * intervalMs
  return { lagMs, memoryBytes, heartbeatAgeMs, isBusy }
}
