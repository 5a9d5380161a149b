/** Requests with the same key: one after the other, whatever becomes of each. */
import { beforeEach, describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

let scene: CoreScene
let lane: FakeLane

beforeEach(() => {
  scene = new CoreScene({ queuedPerTargetMax: 1000 })
  lane = scene.lane('worker.1', { concurrency: 8, services: ['albums'] })
})

describe('requests with the same key', () => {
  it('are given out one at a time, in their order, and nobody else waits for them', () => {
    scene.requests(3, 'albums', { key: 'a' })
    scene.requests(2, 'albums', { key: 'b' })
    scene.request('albums')
    expect(lane.bodies).toEqual([1, 4, 6])
    expect(scene.core.queued).toBe(3)
    lane.reply()
    expect(lane.bodies).toEqual([1, 4, 6, 2])
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 4, 6, 2, 5, 3])
    scene.assertNoFaults()
  })

  it('are apart for each target', () => {
    scene.request('albums', { key: 'a' })
    scene.request('worker.1', { key: 'a' })
    expect(lane.bodies).toEqual([1, 2])
  })

  it('keep their turn while one of them is tried again', () => {
    scene.request('albums', { key: 'a', attempts: 2, backoffMs: 50 })
    scene.request('albums', { key: 'a' })
    scene.lane('worker.2', { services: ['albums'] })
    lane.lose()
    expect(scene.core.leased).toBe(0)
    scene.assertNoFaults()
    scene.tickAt(50)
    expect(scene.core.leased).toBe(1)
    expect(scene.core.queued).toBe(1)
    scene.assertNoFaults()
  })

  it('wait until a worker has let go of what has ended', () => {
    scene.request('albums', { key: 'a', deadlineMs: 10 })
    scene.request('albums', { key: 'a' })
    scene.tickAt(10)
    expect(scene.words).toEqual(['1 deadline'])
    expect(lane.bodies).toEqual([1])
    lane.reply()
    expect(lane.bodies).toEqual([1, 2])
    scene.assertNoFaults()
  })

  it('are passed over where they ended while they waited', () => {
    scene.requests(4, 'albums', { key: 'a' })
    scene.core.cancel('client', 2, 0)
    scene.core.cancel('client', 3, 0)
    lane.reply()
    expect(lane.bodies).toEqual([1, 4])
    scene.assertNoFaults()
  })

  it('fail, each of them, when nobody serves their target any more', () => {
    scene.requests(3, 'albums', { key: 'a' })
    lane.lose()
    expect(scene.words).toEqual(['1 worker-lost', '2 worker-lost', '3 worker-lost'])
    scene.assertNoFaults()
  })

  it('count for the limits of their target while they wait', () => {
    scene.requests(1002, 'albums', { key: 'a' })
    expect(scene.words).toEqual(['1002 overloaded'])
    scene.assertNoFaults()
  })

  it('end with a path where one comes to have its turn that waits for a slot of who waits behind it', () => {
    const a = scene.lane('a', { services: ['pool'], lends: true })
    const [two, outside] = ['two', 'outside'].map((name) => scene.lane(name)) as [FakeLane, FakeLane]
    scene.request('a')
    scene.request('two')
    const [own] = a.held
    scene.request('outside', { client: 'a', parent: own })
    // It runs in the slot that is lent meanwhile.
    scene.request('pool', { client: 'two', parent: two.held[0], member: 'a', key: 'k' })
    outside.reply()
    const before = scene.request('a', { key: 'k' })
    const inner = scene.request('a', { client: 'a', parent: own, key: 'k' })
    expect(scene.outcomesOf(inner, 'a')).toEqual([])
    a.reply(a.held[1])
    expect(scene.outcomesOf(inner, 'a')).toEqual(['request-cycle'])
    a.reply()
    a.reply()
    expect(scene.outcomesOf(before)).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('end with a path where their own turn comes when all that runs waits for them', () => {
    const a = scene.lane('a', { services: ['pool'], lends: true })
    const [two, outside] = ['two', 'outside'].map((name) => scene.lane(name)) as [FakeLane, FakeLane]
    scene.request('a', { key: 'k' })
    scene.request('two')
    scene.request('outside', { client: 'a', parent: a.held[0] })
    scene.request('pool', { client: 'two', parent: two.held[0] })
    const inner = scene.request('a', { client: 'a', parent: a.held[1], key: 'k' })
    outside.reply()
    expect(scene.outcomesOf(inner, 'a')).toEqual([])
    a.reply()
    expect(scene.outcomesOf(inner, 'a')).toEqual(['request-cycle'])
    scene.assertNoFaults()
  })

  it('end with a path where a handler asks for what waits for its own turn', () => {
    scene.request('albums', { key: 'a' })
    const inner = scene.request('albums', { client: 'worker.1', key: 'a', parent: lane.held[0] })
    expect(scene.outcomesOf(inner, 'worker.1')).toEqual(['request-cycle'])
    expect(scene.detailTo(inner)).toMatchObject({ path: ['worker.1', 'albums'] })
    scene.assertNoFaults()
  })

  it('end with a path where what has the turn has ended, and is let go of only behind a handler that waits for them', () => {
    const asking = scene.lane('worker.2')
    const serving = scene.lane('worker.3')
    scene.request('worker.2')
    scene.request('worker.3')
    scene.request('worker.3', { key: 'a', deadlineMs: 10 })
    scene.tickAt(10)
    const behind = scene.request('worker.3', { client: 'worker.2', key: 'a', parent: asking.held[0] })
    const closing = scene.request('worker.2', { client: 'worker.3', parent: serving.held[0] })
    expect(scene.outcomesOf(behind, 'worker.2')).toEqual([])
    expect(scene.outcomesOf(closing, 'worker.3')).toEqual(['request-cycle'])
    scene.assertNoFaults()
  })

  it('take what waits beside them along where the first of them was the last of a lane', () => {
    const pool = { group: 'pool', workers: ['looper'], services: ['all'] }
    const first = scene.lane('loop.1', pool)
    scene.request('looper', { key: 'a' })
    const second = scene.lane('loop.2', pool)
    scene.core.laneDraining(first.state, () => undefined)
    scene.request('looper', { key: 'a', body: 'behind' })
    scene.request('all', { body: 'beside' })
    expect(second.bodies).toEqual([])
    first.reply()
    expect(second.bodies).toEqual(['behind', 'beside'])
    scene.assertNoFaults()
  })

  it('wait for each of a hundred thousand keys at once, in their order, and are forgotten with the last of them', () => {
    scene = new CoreScene({ queuedPerTargetMax: 300_000, queuedPerClientMax: 300_000 })
    lane = scene.lane('worker.1', { concurrency: 1000, slots: 1000, services: ['albums'] })
    for (let turn = 1; turn <= 2; turn++)
      for (let at = 0; at < 100_000; at++) scene.request('albums', { key: `k${at}`, body: `${at} ${turn}` })
    expect(scene.core.contents().queue.keys).toBe(100_000)
    lane.replyAll()
    const turns = new Map<string, string>()
    for (const body of lane.bodies as string[]) {
      const [key = '', turn = ''] = body.split(' ')
      turns.set(key, `${turns.get(key) ?? ''}${turn}`)
    }
    expect(turns.size).toBe(100_000)
    expect(new Set(turns.values())).toEqual(new Set(['12']))
    expect(scene.core.contents().queue.keys).toBe(0)
  })

  it('are forgotten with the last of them, however many keys there are', () => {
    scene = new CoreScene()
    lane = scene.lane('worker.1', { concurrency: 1000, slots: 1000, services: ['albums'] })
    for (let at = 0; at < 100_000; at++) {
      scene.request('albums', { key: `k${at}` })
      lane.reply()
    }
    expect(scene.core.contents().queue.keys).toBe(0)
  })
})
