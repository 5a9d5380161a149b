/** Requests that are only worth starting for a while. */
import { describe, expect, it } from 'vitest'
import { CoreScene } from './core-scene.js'

describe('a request with a time to live', () => {
  it('ends when it has waited for so long, and has not run', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    const id = scene.request('worker.1', { ttlMs: 50 })
    scene.tickAt(49)
    expect(scene.told).toEqual([])
    scene.tickAt(50)
    expect(scene.outcomesOf(id)).toEqual(['expired'])
    expect(scene.detailTo(id)).toMatchObject({ mayHaveRun: false })
    lane.replyAll()
    expect(lane.bodies).toEqual([1])
    scene.assertNoFaults()
  })

  it('ends when its time is over also where the broker was late just before, and judges no worker by time', () => {
    const scene = new CoreScene()
    scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1', { deadlineMs: 100 })
    scene.tickAt(500)
    const id = scene.request('worker.1', { ttlMs: 50 })
    scene.tickAt(550)
    expect(scene.outcomesOf(id)).toEqual(['expired'])
    scene.assertNoFaults()
  })

  it('takes what is left of it along to its worker, until it was started once', () => {
    const scene = new CoreScene()
    const first = scene.lane('worker.1', { slots: 1, services: ['all'] })
    scene.request('all')
    scene.request('all', { ttlMs: 50, attempts: 2 })
    scene.tickAt(20)
    first.reply()
    const second = scene.lane('worker.2', { services: ['all'] })
    first.lose('it fell over')
    expect([...first.tasks, ...second.tasks].map(({ ttlMs, attempt }) => [ttlMs, attempt])).toEqual([
      [undefined, 1],
      [30, 1],
      [undefined, 2],
    ])
    scene.assertNoFaults()
  })

  it('is free of it in the broker once it was given out', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    const id = scene.request('worker.1', { ttlMs: 50 })
    scene.tickAt(500)
    expect(scene.told).toEqual([])
    lane.reply()
    expect(scene.outcomesOf(id)).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('waits for no longer where it comes back from a lost worker that had not started it', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.core.workersExpected('worker.1', ['worker.1'])
    const id = scene.request('worker.1', { ttlMs: 50 })
    scene.tickAt(60)
    lane.lose('it fell over', 0)
    scene.tickAt(60)
    expect(scene.outcomesOf(id)).toEqual(['expired'])
    scene.assertNoFaults()
  })

  it('ends in its turn, too, where it waits for one with the same key', () => {
    const scene = new CoreScene()
    scene.lane('worker.1', { concurrency: 4 })
    scene.request('worker.1', { key: 'a' })
    const id = scene.request('worker.1', { key: 'a', ttlMs: 50 })
    scene.tickAt(50)
    expect(scene.outcomesOf(id)).toEqual(['expired'])
    scene.assertNoFaults()
  })
})
