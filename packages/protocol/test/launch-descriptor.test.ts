/** What a thread or a process reads of the broker that started it. */
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../src/errors.js'
import {
  type ComputeLaunch,
  type LaunchDescriptor,
  launchKey,
  type LoopLaunch,
  type ProcessLaunch,
  readLaunchDescriptor,
  type WorkerLaunch,
} from '../src/launch-descriptor.js'
import { defaultLimits } from '../src/limits.js'
import { newStartLog } from '../src/start-log.js'

const basis = { name: 'worker.1', epoch: 'k3v9', limits: defaultLimits, heartbeatIntervalMs: 1000 }
const shared = { control: new SharedArrayBuffer(28), starts: newStartLog() }
const front = 'inproc://front'
const results = 'inproc://results'
const worker: WorkerLaunch = {
  ...basis,
  ...shared,
  kind: 'worker',
  endpoints: { front, results, work: 'inproc://work', stop: 'inproc://stop' },
}
const loop: LoopLaunch = {
  ...basis,
  ...shared,
  kind: 'loop',
  endpoints: { front, results },
  workers: ['worker.1', 'worker.2'],
}
const compute: ComputeLaunch = { ...basis, kind: 'compute', starts: newStartLog() }
const child: ProcessLaunch = { ...basis, kind: 'process', endpoints: { front } }

describe('a launch descriptor', () => {
  it('is found beside the data of the user', () => {
    expect(readLaunchDescriptor({ [launchKey]: worker, colour: 'red' }, 'worker')).toBe(worker)
    expect(readLaunchDescriptor({ [launchKey]: loop }, 'loop')).toBe(loop)
  })

  it('is read by whoever can serve as several kinds', () => {
    const launches: readonly LaunchDescriptor[] = [worker, compute, child]
    for (const launch of launches)
      expect(readLaunchDescriptor({ [launchKey]: launch }, 'worker', 'compute', 'process')).toBe(launch)
  })

  it.each([worker, loop, compute])('survives the way into a thread: $kind', (launch) => {
    expect(readLaunchDescriptor(structuredClone({ [launchKey]: launch }), launch.kind)).toEqual(launch)
  })

  it('survives the way into a process', () => {
    expect(readLaunchDescriptor(JSON.parse(JSON.stringify({ [launchKey]: child })), 'process')).toEqual(child)
  })

  it.each([
    undefined,
    null,
    7,
    'errand',
    [],
    {},
    { [launchKey]: undefined },
    { [launchKey]: null },
    { [launchKey]: 'x' },
  ])('is missing in %j', (workerData) => {
    const act = (): unknown => readLaunchDescriptor(workerData, 'worker')
    expect(act).toThrow(ProtocolError)
    expect(act).toThrow(
      'this was not started by a broker: there is no launch descriptor in its workerData, nor in its environment',
    )
  })

  it('is not taken for one of another kind', () => {
    expect(() => readLaunchDescriptor({ [launchKey]: loop }, 'worker')).toThrow(
      'this was started as a loop, whose module calls serve or runLoop; it was asked to be a worker',
    )
    expect(() => readLaunchDescriptor({ [launchKey]: child }, 'worker', 'compute')).toThrow(
      'this was started as a process, whose module calls serve or runWorker; it was asked to be a worker or compute',
    )
    const later = { [launchKey]: { ...worker, kind: 'toString' } }
    expect(() => readLaunchDescriptor(later, 'worker')).toThrow('started as something unknown')
  })

  it('has a name that may stand in a routing id', () => {
    const named = { [launchKey]: { ...worker, name: 'worker#1' } }
    expect(() => readLaunchDescriptor(named, 'worker')).toThrow('the name in the launch descriptor is "worker#1"')
  })
})
