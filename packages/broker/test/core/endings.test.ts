/** How requests end from the broker's side: deadlines, cancellation, clients that leave, the broker's own end. */
import { describe, expect, it } from 'vitest'
import { bodyOf, CoreScene, firstLease } from './core-scene.js'

describe('a deadline', () => {
  it('ends a request that waits, and its worker never hears of it', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    const id = scene.request('worker.1', { deadlineMs: 100 })
    scene.tickAt(99.9)
    expect(scene.outcomesOf(id)).toEqual([])
    scene.tickAt(100)
    expect(scene.outcomesOf(id)).toEqual(['deadline'])
    expect(scene.messageTo(id)).toBe('the deadline passed while it waited')
    lane.reply()
    expect(lane.bodies).toEqual([1])
    expect(lane.cancelled).toEqual([])
    scene.assertNoFaults()
  })

  it('ends a request that is being worked on: the worker is told, and keeps its slot until it answers', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    const id = scene.request('worker.1', { deadlineMs: 100 })
    scene.request('worker.1', { deadlineMs: 1000 })
    scene.tickAt(100)
    expect(scene.outcomesOf(id)).toEqual(['deadline'])
    expect(scene.messageTo(id)).toBe('the deadline passed while worker.1 had it')
    expect(lane.cancelled).toEqual([firstLease])
    expect(lane.bodies).toEqual([1])
    expect(scene.core).toMatchObject({ open: 1, queued: 1, leased: 1 })
    scene.assertNoFaults()

    lane.reply()
    expect(lane.bodies).toEqual([1, 2])
    expect(scene.outcomesOf(id)).toEqual(['deadline'])
    expect(scene.core.counters).toMatchObject({ lateResults: 1, strayResults: 0, replied: 0 })
    scene.assertNoFaults()
  })

  it('is told to the worker as what is left of it', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1', { deadlineMs: 1000 })
    scene.request('worker.1', { deadlineMs: 1000 })
    scene.now = 600.5
    lane.reply()
    expect(lane.tasks.map(({ deadlineMs }) => deadlineMs)).toEqual([1000, 399])
  })

  it('that has passed already is told as nothing left', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    scene.request('worker.1', { deadlineMs: 5 })
    scene.now = 50
    lane.reply()
    expect(lane.tasks[1]).toMatchObject({ deadlineMs: 0 })
  })

  it('is known in advance, the nearest first, and no more when its request has ended', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    expect(scene.core.nextDeadline()).toBeUndefined()
    scene.now = 10
    scene.request('worker.1', { deadlineMs: 500 })
    scene.request('worker.1', { deadlineMs: 100 })
    expect(scene.core.nextDeadline()).toBe(110)
    lane.reply(firstLease + 1)
    expect(scene.core.nextDeadline()).toBe(510)
    lane.reply()
    expect(scene.core.nextDeadline()).toBeUndefined()
  })

  it('of each of many requests comes at once, in their order', () => {
    const scene = new CoreScene()
    scene.lane('worker.1', { slots: 2 })
    for (const deadlineMs of [50, 20, 40, 10, 30, 60]) scene.request('worker.1', { deadlineMs })
    scene.tickAt(50)
    expect(scene.words).toEqual(['4 deadline', '2 deadline', '5 deadline', '3 deadline', '1 deadline'])
    expect(scene.core.open).toBe(1)
    scene.assertNoFaults()
  })
})

describe('a cancellation', () => {
  it('drops a request that waits', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.requests(3, 'worker.1')
    scene.core.cancel('client', 2, scene.now)
    expect(scene.outcomesOf(2)).toEqual(['cancelled'])
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 3])
    expect(lane.cancelled).toEqual([])
    scene.assertNoFaults()
  })

  it('is passed on to the worker that has the task, whose answer is dropped and counted', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    scene.core.cancel('client', 1, scene.now)
    expect(lane.cancelled).toEqual([firstLease])
    lane.fail(firstLease, 'cancelled')
    expect(scene.outcomesOf(1)).toEqual(['cancelled'])
    expect(scene.core.counters).toMatchObject({ lateResults: 1, failed: { cancelled: 1 } })
    scene.assertNoFaults()
  })

  it('of what is not there, has ended, or is of another client changes nothing', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.requests(2, 'worker.1')
    lane.reply()
    scene.core.cancel('client', 1, scene.now)
    scene.core.cancel('client', 99, scene.now)
    scene.core.cancel('somebody', 2, scene.now)
    expect(scene.words).toEqual(['1 reply'])
    expect(lane.cancelled).toEqual([])
    scene.assertNoFaults()
  })
})

describe('a client that leaves', () => {
  it('takes back what it asked for, wherever that is, and nothing of others', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1', { client: 'a' })
    scene.request('worker.1', { client: 'b' })
    scene.request('worker.1', { client: 'a' })
    scene.core.clientGone('a', scene.now)
    expect(lane.cancelled).toEqual([firstLease])
    expect(scene.core).toMatchObject({ open: 1, queued: 1, leased: 1 })
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 2])
    expect(scene.outcomesOf(2, 'b')).toEqual(['reply'])
    scene.core.clientGone('a', scene.now)
    scene.core.clientGone('nobody', scene.now)
    scene.assertNoFaults()
  })
})

describe('a request that is open already', () => {
  it('is passed over, and the first request goes on', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { id: 7 })
    scene.request('worker.1', { id: 7 })
    expect(scene.outcomesOf(7)).toEqual([])
    expect(lane.tasks).toHaveLength(1)
    lane.reply()
    expect(scene.outcomesOf(7)).toEqual(['reply'])
    expect(scene.core.counters.repeats).toBe(1)
    scene.assertNoFaults()
  })
})

describe('an outcome', () => {
  it('of no lease, or of a lease that has ended, is dropped and counted', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1')
    lane.reply(firstLease)
    lane.reply(firstLease)
    lane.reply(firstLease + 1)
    lane.reply(0)
    expect(scene.words).toEqual(['1 reply'])
    expect(scene.core.counters).toMatchObject({ strayResults: 3, lateResults: 0 })
    scene.assertNoFaults()
  })

  it('of a lease that another lane has is dropped, and the other goes on', () => {
    const scene = new CoreScene()
    const [one, two] = [scene.lane('worker.1'), scene.lane('worker.2')]
    scene.request('worker.1')
    two.reply(firstLease)
    expect(scene.words).toEqual([])
    expect(scene.core.counters.strayResults).toBe(1)
    one.reply()
    expect(scene.words).toEqual(['1 reply'])
    scene.assertNoFaults()
  })

  it('of a lane that is lost is dropped', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1')
    lane.lose()
    lane.reply(firstLease)
    lane.credit(5)
    expect(scene.words).toEqual(['1 worker-lost'])
    expect(scene.core.counters.strayResults).toBe(1)
    scene.assertNoFaults()
  })
})

describe("the broker's own end", () => {
  it('ends every open request as closed, and tells the workers that have some', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.requests(3, 'worker.1')
    scene.core.endAll('the broker was closed', scene.now)
    expect(scene.words).toEqual(['1 closed', '2 closed', '3 closed'])
    expect(scene.messageTo(2)).toBe('the broker was closed')
    expect(lane.cancelled).toEqual([firstLease])
    expect(scene.core).toMatchObject({ open: 0, queued: 0, leased: 1 })
    expect(scene.timesIdle).toBe(1)
    scene.assertNoFaults()
  })
})

describe('idleness', () => {
  it('is told whenever the last open request has ended', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.requests(2, 'worker.1')
    lane.reply()
    expect(scene.timesIdle).toBe(0)
    lane.reply()
    expect(scene.timesIdle).toBe(1)
    scene.request('worker.1')
    scene.core.cancel('client', 3, scene.now)
    expect(scene.timesIdle).toBe(2)
  })
})

describe('a failure that the broker itself reports', () => {
  it('says that work has not run which was never given out, and that it may have otherwise', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    scene.request('worker.1')
    scene.request('worker.1', { deadlineMs: 10 })
    scene.tickAt(10)
    scene.core.cancel('client', 1, scene.now)
    lane.lose()
    const details = scene.told.map(({ outcome }) => JSON.parse(bodyOf(outcome)) as { mayHaveRun: boolean })
    expect(scene.words).toEqual(['3 deadline', '1 cancelled', '2 worker-lost'])
    expect(details.map(({ mayHaveRun }) => mayHaveRun)).toEqual([false, true, false])
  })
})
