/** Which losses count as attempts, and how long the next one waits. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

const services = ['resize']

function twoWorkers(scene: CoreScene): [FakeLane, FakeLane] {
  return [scene.lane('worker.1', { services, slots: 3 }), scene.lane('worker.2', { services, slots: 3 })]
}

describe('a task that its lost worker had not started', () => {
  it('goes to another, as if it had never been given out', () => {
    const scene = new CoreScene()
    const [one, two] = twoWorkers(scene)
    two.credit(0)
    scene.requests(3, 'resize')
    one.lose('it fell over', 1)
    expect(scene.words).toEqual(['1 worker-lost'])
    two.credit(3)
    expect(two.starts).toEqual(['2 1', '3 1'])
    two.replyAll()
    expect(scene.words).toEqual(['1 worker-lost', '2 reply', '3 reply'])
    expect(scene.core.counters).toMatchObject({ returned: 2, retried: 0 })
    scene.assertNoFaults()
  })

  it('has certainly not run where nobody serves it any more', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.requests(2, 'worker.1')
    lane.lose('it fell over', 1)
    expect(scene.detailTo(1)).toMatchObject({ mayHaveRun: true })
    expect(scene.detailTo(2)).toMatchObject({ mayHaveRun: false })
  })

  it('may come back any number of times', () => {
    const scene = new CoreScene()
    scene.core.workersExpected('w', ['worker.1'])
    scene.request('worker.1')
    for (let at = 1; at <= 20; at++) scene.lane(`epoch.${at}`, { group: 'w', workers: ['worker.1'] }).lose('again', 0)
    const last = scene.lane('epoch.21', { group: 'w', workers: ['worker.1'] })
    expect(last.starts).toEqual(['1 1'])
    last.reply()
    expect(scene.words).toEqual(['1 reply'])
    scene.assertNoFaults()
  })
})

describe('the pause before a further attempt', () => {
  it('doubles, and is spent waiting for nobody', () => {
    const scene = new CoreScene()
    scene.core.workersExpected('w', ['worker.1'])
    const start = (epoch: number): FakeLane => scene.lane(`epoch.${epoch}`, { group: 'w', workers: ['worker.1'] })
    const lanes = [start(1)]
    scene.request('worker.1', { attempts: 4, backoffMs: 100 })
    for (const [at, pauseMs] of [100, 200, 400].entries()) {
      lanes.at(-1)?.lose()
      lanes.push(start(at + 2))
      scene.tickAt(scene.now + pauseMs - 1)
      expect(lanes.at(-1)?.tasks).toEqual([])
      expect(scene.core).toMatchObject({ open: 1, queued: 0, leased: 0 })
      scene.assertNoFaults()
      scene.tickAt(scene.now + 1)
      expect(lanes.at(-1)?.tasks[0]).toMatchObject({ attempt: at + 2 })
    }
    lanes.at(-1)?.lose()
    expect(scene.words).toEqual(['1 worker-lost'])
    scene.assertNoFaults()
  })

  it('is never longer than half a minute', () => {
    const scene = new CoreScene()
    scene.core.workersExpected('w', ['worker.1'])
    const first = scene.lane('epoch.1', { group: 'w', workers: ['worker.1'] })
    scene.request('worker.1', { attempts: 2, backoffMs: 1e9, deadlineMs: 1e7 })
    first.lose()
    const second = scene.lane('epoch.2', { group: 'w', workers: ['worker.1'] })
    expect(scene.core.nextDeadline()).toBe(30_000)
    scene.tickAt(30_000)
    expect(second.starts).toEqual(['1 2'])
  })

  it('that would outlast the deadline is not begun: the loss is told at once', () => {
    const scene = new CoreScene()
    const [one] = twoWorkers(scene)
    scene.request('worker.1', { attempts: 3, backoffMs: 1000, deadlineMs: 900 })
    one.lose()
    expect(scene.words).toEqual(['1 worker-lost'])
  })

  it('can be cut short by the caller, and by the deadline', () => {
    const scene = new CoreScene()
    const [one] = twoWorkers(scene)
    scene.requests(2, 'resize', { attempts: 3, backoffMs: 1000, deadlineMs: 5000 })
    scene.core.cancel('client', 2, 0)
    one.lose()
    scene.core.cancel('client', 1, 0)
    expect(scene.words).toEqual(['2 cancelled', '1 cancelled'])
    expect(scene.core.leased).toBe(1)
    scene.assertNoFaults()
  })

  it('ends in a failure where nobody serves the target by then', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { attempts: 3, backoffMs: 100 })
    lane.lose()
    expect(scene.words).toEqual([])
    scene.tickAt(100)
    expect(scene.words).toEqual(['1 worker-lost'])
    scene.assertNoFaults()
  })
})
