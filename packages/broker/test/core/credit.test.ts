/** Credit and limits: no lane gets more than it granted, and no queue grows past its bounds. */
import { describe, expect, it } from 'vitest'
import { CoreScene } from './core-scene.js'

describe('the credit of a lane', () => {
  it('is never exceeded: what is beyond it waits', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 3 })
    scene.requests(5, 'worker.1')
    expect(lane.bodies).toEqual([1, 2, 3])
    expect(scene.core).toMatchObject({ open: 5, queued: 2, leased: 3 })
    lane.reply()
    expect(lane.bodies).toEqual([1, 2, 3, 4])
    scene.assertNoFaults()
  })

  it('may be raised, lowered, and taken away', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 0 })
    scene.requests(6, 'worker.1')
    expect(lane.bodies).toEqual([])
    lane.credit(4)
    expect(lane.bodies).toEqual([1, 2, 3, 4])
    lane.credit(2)
    lane.reply()
    lane.reply()
    expect(lane.bodies).toHaveLength(4)
    lane.reply()
    expect(lane.bodies).toHaveLength(5)
    lane.credit(0)
    lane.replyAll()
    expect(lane.bodies).toHaveLength(5)
    lane.credit(2 ** 31)
    expect(lane.bodies).toHaveLength(6)
    scene.assertNoFaults()
  })

  it('counts the tasks of all workers of a loop together', () => {
    const scene = new CoreScene()
    const lane = scene.lane('loop.1', { workers: ['worker.1', 'worker.2'], slots: 3 })
    scene.requests(2, 'worker.1')
    scene.requests(2, 'worker.2')
    expect(lane.tasks.map(({ worker }) => worker)).toEqual(['worker.1', 'worker.1', 'worker.2'])
    scene.assertNoFaults()
  })
})

describe('a queue that is full', () => {
  it('refuses what is for its target at once, and no other', () => {
    const scene = new CoreScene({ queuedPerTargetMax: 2 })
    scene.lane('worker.1', { slots: 1 })
    scene.lane('worker.2')
    scene.requests(3, 'worker.1')
    const refused = scene.request('worker.1')
    const taken = scene.request('worker.2')
    expect(scene.outcomesOf(refused)).toEqual(['overloaded'])
    expect(scene.messageTo(refused)).toBe('2 requests wait for worker.1')
    expect(scene.outcomesOf(taken)).toEqual([])
    expect(scene.core.counters).toMatchObject({ accepted: 4, refused: 1, failed: { overloaded: 1 } })
    scene.assertNoFaults()
  })

  it('takes requests again when some have been given out, ended or were taken back', () => {
    const scene = new CoreScene({ queuedPerTargetMax: 1 })
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    const second = scene.request('worker.1')
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual(['overloaded'])
    scene.core.cancel('client', second, scene.now)
    const fourth = scene.request('worker.1')
    expect(scene.outcomesOf(fourth)).toEqual([])
    lane.reply()
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual([])
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual(['overloaded'])
    scene.assertNoFaults()
  })

  it('counts the bytes of what waits for all targets together', () => {
    const scene = new CoreScene({ queuedBytesMax: 20 })
    const lanes = [1, 2].map((at) => scene.lane(`worker.${at}`, { slots: 0 }))
    scene.request('worker.1', { body: '12345678' })
    expect(scene.outcomesOf(scene.request('worker.2', { body: '123456789' }))).toEqual(['overloaded'])
    expect(scene.outcomesOf(scene.request('worker.2', { body: '12345678' }))).toEqual([])
    lanes[0]?.credit(1)
    expect(scene.outcomesOf(scene.request('worker.2', { body: '12345678' }))).toEqual([])
    scene.assertNoFaults()
  })

  it('takes a task back whatever waits, when its worker is lost and it may be tried again', () => {
    const scene = new CoreScene({ queuedPerTargetMax: 1 })
    const loops = [1, 2].map((at) => scene.lane(`loop.${at}`, { group: 'pool', workers: ['worker.1'], slots: 1 }))
    scene.requests(2, 'worker.1', { attempts: 2 })
    loops[1]?.credit(0)
    loops[0]?.lose()
    expect(scene.core.queued).toBe(2)
    expect(scene.told).toEqual([])
    scene.assertNoFaults()
  })
})
