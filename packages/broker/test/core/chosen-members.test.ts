/** Requests that go to one of a service's workers: the one that they name, or the one that all alike go to. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

function pool(scene: CoreScene, workers: number): FakeLane[] {
  return Array.from({ length: workers }, (_, at) => scene.lane(`worker.${at + 1}`, { services: ['pool'], slots: 1000 }))
}

function holderOf(lanes: readonly FakeLane[], body: unknown): string | undefined {
  return lanes.find(({ bodies }) => bodies.includes(body))?.state.id
}

describe('a request that names a worker of a service', () => {
  it('goes to it, as a request for the service', () => {
    const scene = new CoreScene()
    const [, two] = pool(scene, 3) as [FakeLane, FakeLane, FakeLane]
    scene.requests(4, 'pool', { member: 'worker.2' })
    expect(two.bodies).toEqual([1, 2, 3, 4])
    expect(two.tasks[0]).toMatchObject({ target: 'pool', worker: 'worker.2' })
    scene.assertNoFaults()
  })

  it('is refused where that worker does not serve it, with those that do', () => {
    const scene = new CoreScene()
    pool(scene, 2)
    scene.lane('other')
    const id = scene.request('pool', { member: 'other' })
    expect(scene.outcomesOf(id)).toEqual(['unknown-target'])
    expect(scene.messageTo(id)).toBe('other does not serve pool; there are worker.1, worker.2')
    scene.assertNoFaults()
  })
})

describe('requests with the same `sticky`', () => {
  it('go to the same worker, and others to others', () => {
    const scene = new CoreScene()
    const lanes = pool(scene, 8)
    const given = Array.from({ length: 400 }, (_, at) => scene.request('pool', { sticky: `user-${at % 100}` }))
    const holders = given.map((body) => holderOf(lanes, body))
    for (const [at, holder] of holders.entries()) expect(holder).toBe(holders[at % 100])
    // Of eight workers, each gets some twelve of a hundred.
    for (const lane of lanes) expect(lane.bodies.length).toBeGreaterThan(4)
    scene.assertNoFaults()
  })

  it('move, where a worker comes, only to that one', () => {
    const scene = new CoreScene()
    const lanes = pool(scene, 4)
    const ask = (): number[] => Array.from({ length: 100 }, (_, at) => scene.request('pool', { sticky: `user-${at}` }))
    const before = ask().map((body) => holderOf(lanes, body))
    lanes.push(scene.lane('worker.5', { services: ['pool'], slots: 1000 }))
    const after = ask().map((body) => holderOf(lanes, body))
    const moved = after.filter((holder, at) => holder !== before[at])
    expect(new Set(moved)).toEqual(new Set(['worker.5']))
    expect(moved.length).toBeLessThan(40)
    scene.assertNoFaults()
  })

  it('wait for another worker when theirs is gone, in their order', () => {
    const scene = new CoreScene()
    const lanes = pool(scene, 2)
    for (const lane of lanes) lane.credit(0)
    const ids = scene.requests(20, 'pool', { sticky: 'user-7', attempts: 2 })
    lanes[0]?.credit(1)
    lanes[1]?.credit(1)
    const [theirs, other] = (lanes[0]?.held.length === 1 ? lanes : lanes.toReversed()) as [FakeLane, FakeLane]
    theirs.lose()
    other.credit(100)
    other.replyAll()
    expect(other.bodies.toSorted((a, b) => Number(a) - Number(b))).toEqual(ids)
    expect(other.bodies.slice(2)).toEqual(ids.slice(2))
    scene.assertNoFaults()
  })
})
