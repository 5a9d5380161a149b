/** Requests whose clients only want to know that they were accepted. */
import { beforeEach, describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

let scene: CoreScene
let lane: FakeLane

beforeEach(() => {
  scene = new CoreScene({ queuedPerTargetMax: 2 })
  lane = scene.lane('worker.1', { slots: 1 })
})

describe('a quiet request', () => {
  it('is told that it was accepted, and nothing more', () => {
    const id = scene.request('worker.1', { quiet: 1 })
    expect(scene.outcomesOf(id)).toEqual(['accepted'])
    lane.reply()
    expect(scene.outcomesOf(id)).toEqual(['accepted'])
    expect(scene.core.counters.replied).toBe(1)
    expect(scene.core.open).toBe(0)
    scene.assertNoFaults()
  })

  it('is refused as any other', () => {
    scene.requests(4, 'worker.1', { quiet: 1 })
    scene.request('nobody', { quiet: 1 })
    expect(scene.words).toEqual(['1 accepted', '2 accepted', '3 accepted', '4 overloaded', '5 unknown-target'])
  })

  it('goes on when its client leaves', () => {
    scene.requests(2, 'worker.1', { quiet: 1 })
    scene.core.clientGone('client', 0)
    scene.tickAt(20_000)
    expect(lane.cancelled).toEqual([])
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 2])
    expect([...scene.core.contents().clients.all()].length).toBeLessThanOrEqual(1)
    scene.assertNoFaults()
  })

  it('goes on when the handler that sent it has ended, and does not hold it up', () => {
    const other = scene.lane('worker.2')
    scene.request('worker.1')
    scene.request('worker.2', { client: 'worker.1', parent: lane.held[0], quiet: 1 })
    lane.fail()
    expect(other.cancelled).toEqual([])
    expect(other.held).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('is accepted once, however often it comes', () => {
    const id = scene.request('worker.1', { quiet: 1, attempts: 2 })
    scene.request('worker.1', { id, quiet: 1, attempts: 2 })
    lane.reply()
    scene.request('worker.1', { id, quiet: 1, attempts: 2 })
    expect(scene.outcomesOf(id)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(lane.bodies).toEqual([id])
    scene.assertNoFaults()
  })
})

describe('who serves a target', () => {
  it('is told to whoever asks', () => {
    scene.lane('worker.2', { services: ['pool'] })
    scene.lane('worker.3', { services: ['pool'] })
    const [pool, nobody] = [scene.find('pool'), scene.find('nobody')]
    expect(scene.valuesTo(pool)).toEqual([['worker.2', 'worker.3']])
    expect(scene.outcomesOf(nobody)).toEqual(['unknown-target'])
    scene.assertNoFaults()
  })
})

describe('workers that serve one contract', () => {
  it('have to agree what it is', () => {
    scene.lane('worker.2', { services: ['images'], contracts: { images: 'aa' } })
    scene.lane('worker.3', { services: ['images'], contracts: { images: 'aa' } })
    const refused = scene.core.laneOpened('worker.4', 'worker.4', { send: () => undefined })
    const about = { name: 'worker.4', services: ['images'], concurrency: 1, contracts: { images: 'bb' } }
    expect(scene.core.announced(refused, [about], 1, 0)).toBe(
      'worker.4 serves the contract images of the hash bb, but worker.2 that of aa; give one of the two contracts another name',
    )
  })
})
