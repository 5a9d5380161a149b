/** Workers that somebody starts, and starts again: what is for them waits, or is turned away for a while. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

const group = 'worker worker.1'
const bar = { code: 'worker-crash-loop', message: 'worker.1 ended five times in a minute' } as const

function start(scene: CoreScene, epoch: number, services: readonly string[] = []): FakeLane {
  return scene.lane(`worker.1#${epoch}`, { group, workers: ['worker.1'], services })
}

function expected(): CoreScene {
  const scene = new CoreScene()
  scene.core.workersExpected(group, ['worker.1'])
  return scene
}

describe('a worker that is expected', () => {
  it('has its requests wait before it is there, and between its lives', () => {
    const scene = expected()
    scene.request('worker.1')
    expect(scene.words).toEqual([])
    const first = start(scene, 1)
    first.reply()
    first.lose()
    scene.request('worker.1')
    scene.assertNoFaults()
    const second = start(scene, 2)
    expect(second.bodies).toEqual([2])
    second.reply()
    expect(scene.words).toEqual(['1 reply', '2 reply'])
    scene.assertNoFaults()
  })

  it('goes on with its queue after it was lost, in order', () => {
    const scene = expected()
    const first = start(scene, 1)
    scene.requests(5, 'worker.1')
    first.lose('it hung', 1)
    expect(scene.words).toEqual(['1 worker-lost'])
    const second = start(scene, 2)
    second.replyAll()
    expect(second.bodies).toEqual([2, 3, 4, 5])
    scene.assertNoFaults()
  })

  it('keeps its services between its lives, and may have others in the next', () => {
    const scene = expected()
    start(scene, 1, ['resize']).lose()
    scene.request('resize')
    expect(scene.words).toEqual([])
    const second = start(scene, 2, ['scan'])
    expect(second.tasks).toEqual([])
    expect(scene.outcomesOf(1)).toEqual(['worker-lost'])
    expect(scene.detailTo(1)).toMatchObject({ mayHaveRun: false })
    expect(scene.outcomesOf(scene.request('resize'))).toEqual(['unknown-target'])
    scene.request('scan')
    expect(second.bodies).toEqual([3])
    scene.assertNoFaults()
  })

  it('is nobody that another group can be', () => {
    const scene = expected()
    const stranger = scene.lane('stranger')
    expect(scene.announce(stranger, 'stranger', { workers: ['worker.1'] })).toBe(
      'a worker of the name worker.1 is there already',
    )
  })

  it('is there no longer when nobody starts it again', () => {
    const scene = expected()
    scene.request('worker.1')
    scene.core.workersForgotten(group, ['worker.1'], 'the broker stops', 0)
    expect(scene.words).toEqual(['1 worker-lost'])
    expect(scene.detailTo(1)).toMatchObject({ mayHaveRun: false })
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual(['unknown-target'])
    scene.assertNoFaults()
  })
})

describe('a worker that is barred', () => {
  it('has what waits fail, and what comes, until it is expected again', () => {
    const scene = expected()
    start(scene, 1).lose()
    scene.request('worker.1')
    scene.core.workersBarred(group, ['worker.1'], bar, 0)
    expect(scene.outcomesOf(1)).toEqual(['worker-crash-loop'])
    const turnedAway = scene.request('worker.1')
    expect(scene.outcomesOf(turnedAway)).toEqual(['worker-crash-loop'])
    expect(scene.detailTo(turnedAway)?.message).toBe(bar.message)
    scene.core.workersExpected(group, ['worker.1'])
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual([])
    scene.assertNoFaults()
  })

  it('leaves a service to its other members', () => {
    const scene = expected()
    start(scene, 1, ['resize']).lose()
    const other = scene.lane('worker.2', { services: ['resize'] })
    scene.core.workersBarred(group, ['worker.1'], bar, 0)
    scene.request('resize')
    expect(other.tasks).toHaveLength(1)
    other.reply()
    other.lose()
    expect(scene.outcomesOf(scene.request('resize'))).toEqual(['worker-crash-loop'])
    scene.assertNoFaults()
  })

  it('fails a task whose next attempt comes due meanwhile', () => {
    const scene = expected()
    const first = start(scene, 1)
    scene.request('worker.1', { attempts: 3, backoffMs: 100 })
    first.lose()
    scene.core.workersBarred(group, ['worker.1'], bar, 0)
    expect(scene.words).toEqual([])
    scene.tickAt(100)
    expect(scene.words).toEqual(['1 worker-crash-loop'])
    expect(scene.detailTo(1)).toMatchObject({ mayHaveRun: true })
    scene.assertNoFaults()
  })
})

describe('a lane that is drained', () => {
  it('gets nothing more, and says when it has nothing left', () => {
    const scene = expected()
    const first = start(scene, 1)
    scene.requests(2, 'worker.1')
    let drained = 0
    scene.core.laneDraining(first.state, () => drained++)
    scene.request('worker.1')
    first.credit(50)
    expect(first.tasks).toHaveLength(2)
    first.reply()
    expect(drained).toBe(0)
    first.reply()
    expect(drained).toBe(1)
    first.lose('it is started anew')
    const second = start(scene, 2)
    expect(second.bodies).toEqual([3])
    scene.assertNoFaults()
  })

  it('says so at once where it has nothing', () => {
    const scene = expected()
    let drained = 0
    scene.core.laneDraining(start(scene, 1).state, () => drained++)
    expect(drained).toBe(1)
  })
})
