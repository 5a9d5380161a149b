/** What workers announce of themselves, and what is wrong with it. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Announcement, faultOfAnnouncement } from '../src/announcement.js'
import { anyName } from './record-arbitraries.js'

const announced = { name: 'worker.1', services: ['resize'], concurrency: 1 }

describe('an announcement', () => {
  it('is in order where it lists workers', () => {
    const anyWorker = fc.record({
      name: anyName,
      services: fc.array(anyName),
      concurrency: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      runTimeoutMs: fc.nat(),
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
    ['a bad run time-out', { workers: [{ ...announced, runTimeoutMs: '5' }] }, 'the run time-out of worker.1 is "5"'],
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
