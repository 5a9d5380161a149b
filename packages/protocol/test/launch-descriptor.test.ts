/** What a thread reads of the one that started it, and what it announces in turn. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../src/errors.js'
import {
  type Announcement,
  faultOfAnnouncement,
  launchKey,
  type LoopLaunch,
  readLaunchDescriptor,
  type WorkerLaunch,
} from '../src/launch-descriptor.js'
import { defaultLimits } from '../src/limits.js'
import { anyName } from './record-arbitraries.js'

const basis = { name: 'worker.1', epoch: 'k3v9', control: new SharedArrayBuffer(28), limits: defaultLimits }
const front = 'inproc://front'
const results = 'inproc://results'
const worker: WorkerLaunch = {
  ...basis,
  kind: 'worker',
  endpoints: { front, results, work: 'inproc://work', stop: 'inproc://stop' },
}
const loop: LoopLaunch = { ...basis, kind: 'loop', endpoints: { front, results }, workers: ['worker.1', 'worker.2'] }

describe('a launch descriptor', () => {
  it('is found beside the data of the user', () => {
    expect(readLaunchDescriptor({ [launchKey]: worker, colour: 'red' }, 'worker')).toBe(worker)
    expect(readLaunchDescriptor({ [launchKey]: loop }, 'loop')).toBe(loop)
  })

  it('survives the way into a thread', () => {
    const arrived = readLaunchDescriptor(structuredClone({ [launchKey]: worker }), 'worker')
    expect(arrived).toEqual(worker)
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
    expect(act).toThrow('this thread was not started by a broker: its workerData has no launch descriptor')
  })

  it('is not taken for one of another kind', () => {
    expect(() => readLaunchDescriptor({ [launchKey]: loop }, 'worker')).toThrow(
      'this thread was started as a loop, not as a worker; runWorker is for dedicated workers, runLoop for the loops of a pool',
    )
    expect(() => readLaunchDescriptor({ [launchKey]: worker }, 'loop')).toThrow('started as a worker, not as a loop')
  })

  it('has a name that may stand in a routing id', () => {
    const named = { [launchKey]: { ...worker, name: 'worker#1' } }
    expect(() => readLaunchDescriptor(named, 'worker')).toThrow('the name in the launch descriptor is "worker#1"')
  })
})

const announced = { name: 'worker.1', services: ['resize'], concurrency: 1 }

describe('an announcement', () => {
  it('is in order where it lists workers', () => {
    const anyWorker = fc.record({
      name: anyName,
      services: fc.array(anyName),
      concurrency: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    })
    const anyAnnouncement: fc.Arbitrary<Announcement> = fc.record({ workers: fc.array(anyWorker, { minLength: 1 }) })
    fc.assert(fc.property(anyAnnouncement, (announcement) => faultOfAnnouncement(announcement) === undefined))
  })

  it.each([
    ['nothing', undefined, 'it lists no workers'],
    ['null', null, 'it lists no workers'],
    ['a text', 'worker.1', 'it lists no workers'],
    ['no list', { workers: announced }, 'it lists no workers'],
    ['an empty list', { workers: [] }, 'it lists no workers'],
    ['a worker of null', { workers: [null] }, 'it has a worker of the name undefined'],
    ['a worker without a name', { workers: [{ ...announced, name: '' }] }, 'it has a worker of the name ""'],
    ['a worker of no name', { workers: [announced, { ...announced, name: 7 }] }, 'it has a worker of the name 7'],
    [
      'no services',
      { workers: [{ ...announced, services: undefined }] },
      'the services of worker.1 are not a list of names',
    ],
    [
      'a bad service',
      { workers: [{ ...announced, services: ['a b'] }] },
      'the services of worker.1 are not a list of names',
    ],
    ['no concurrency', { workers: [{ ...announced, concurrency: 0 }] }, 'the concurrency of worker.1 is 0'],
    ['half a concurrency', { workers: [{ ...announced, concurrency: 1.5 }] }, 'the concurrency of worker.1 is 1.5'],
    [
      'too much of it',
      { workers: [{ ...announced, concurrency: 2 ** 53 }] },
      'the concurrency of worker.1 is 9007199254740992',
    ],
    [
      'a concurrency without a text form',
      { workers: [{ ...announced, concurrency: { toString: 1 } }] },
      'the concurrency of worker.1 is an object without a text form',
    ],
  ])('has its fault told: %s', (_what, value, fault) => {
    expect(faultOfAnnouncement(value)).toBe(fault)
  })

  it('has its fault told in short, and without a throw, whatever a peer sent', () => {
    const anyValue = fc.oneof(
      fc.anything(),
      fc.record({ workers: fc.array(fc.anything()) }),
      fc.constant({ workers: [{ name: 'x'.repeat(1e6) }] }),
    )
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(faultOfAnnouncement(value)?.length ?? 0).toBeLessThan(700)
      }),
    )
  })
})
