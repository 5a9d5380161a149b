/** What the core is told of the workers of a group. */
import { manualClock } from '@errand/timing'
import { describe, expect, it } from 'vitest'
import { Group } from '../../src/launch/group.js'

function scene() {
  const told: string[] = []
  const group = new Group({
    core: {
      workersExpected: (name, workers) => told.push(`${name} expected: ${workers.join()}`),
      workersBarred: (name, workers, { code, message }) => told.push(`${name} ${code}: ${workers.join()}: ${message}`),
      workersForgotten: (name, workers, reason) => told.push(`${name} gone: ${workers.join()}: ${reason}`),
    },
    clock: manualClock(),
    name: 'pool loop',
    workers: ['a', 'b'],
  })
  return { group, told }
}

describe('the workers of a group', () => {
  it('are expected as soon as one loop is, and that is told once', () => {
    const { group, told } = scene()
    group.set('loop.1', 'expected', '')
    group.set('loop.2', 'expected', '')
    expect(told).toEqual(['pool loop expected: a,b'])
  })

  it('are barred when all loops are, and expected again with the first that is tried', () => {
    const { group, told } = scene()
    for (const loop of ['loop.1', 'loop.2']) group.set(loop, 'expected', '')
    group.set('loop.2', 'barred', 'it crashed')
    expect(told).toHaveLength(1)
    group.set('loop.1', 'barred', 'it crashed too')
    group.set('loop.2', 'expected', '')
    expect(told.slice(1)).toEqual(['pool loop worker-crash-loop: a,b: it crashed too', 'pool loop expected: a,b'])
  })

  it('are gone when no loop comes again, and barred as long as one may', () => {
    const { group, told } = scene()
    for (const loop of ['loop.1', 'loop.2']) group.set(loop, 'expected', '')
    group.set('loop.1', 'gone', 'it ended')
    group.set('loop.2', 'barred', 'it crashed')
    group.set('loop.2', 'gone', 'it ended as well')
    expect(told.slice(1)).toEqual([
      'pool loop worker-crash-loop: a,b: it crashed',
      'pool loop gone: a,b: it ended as well',
    ])
  })
})
