/** Lanes that end with tasks on them: what fails, what is tried again, and how often. */
import { describe, expect, it } from 'vitest'
import { bodyOf, CoreScene } from './core-scene.js'

const services = ['resize']

describe('a lane that is lost', () => {
  it('fails what may be started once only, as lost with its worker', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 2 })
    scene.requests(2, 'worker.1')
    lane.lose('its thread ended with exit code 1')
    expect(scene.words.toSorted()).toEqual(['1 worker-lost', '2 worker-lost'])
    expect(scene.messageTo(1)).toBe('worker.1 was lost: its thread ended with exit code 1')
    expect(scene.told[0]?.worker).toBe('worker.1')
    expect(scene.core).toMatchObject({ open: 0, queued: 0, leased: 0 })
    scene.assertNoFaults()
  })

  it('fails what waits for a worker that nobody else can be', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.requests(2, 'worker.1')
    lane.lose('gone')
    expect(scene.outcomesOf(2)).toEqual(['worker-lost'])
    expect(scene.messageTo(2)).toBe('nobody serves worker.1 any more: gone')
    scene.assertNoFaults()
  })

  it('leaves what waits for a service to its other members', () => {
    const scene = new CoreScene()
    const [one, two] = [scene.lane('worker.1', { services, slots: 1 }), scene.lane('worker.2', { services, slots: 1 })]
    scene.requests(4, 'resize')
    one.lose()
    two.replyAll()
    expect(scene.words.toSorted()).toEqual(['1 worker-lost', '2 reply', '3 reply', '4 reply'])
    scene.assertNoFaults()
  })

  it('ends quietly what had ended before, and was still held', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { attempts: 5 })
    scene.core.cancel('client', 1, scene.now)
    lane.lose()
    expect(scene.words).toEqual(['1 cancelled'])
    expect(scene.core.leased).toBe(0)
    scene.assertNoFaults()
  })

  it('touches no other lane', () => {
    const scene = new CoreScene()
    const [one, two] = [scene.lane('worker.1'), scene.lane('worker.2')]
    scene.request('worker.1')
    scene.request('worker.2')
    one.lose()
    expect(scene.words).toEqual(['1 worker-lost'])
    two.reply()
    expect(scene.words).toEqual(['1 worker-lost', '2 reply'])
    scene.assertNoFaults()
  })
})

describe('work that may be started several times', () => {
  it('is given to another member, with the number of the attempt', () => {
    const scene = new CoreScene()
    const [one, two] = [scene.lane('worker.1', { services }), scene.lane('worker.2', { services })]
    scene.request('resize', { attempts: 2, body: 'again' })
    one.lose()
    expect(scene.told).toEqual([])
    expect(two.starts).toEqual(['"again" 2'])
    two.reply()
    expect(scene.outcomesOf(1)).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('goes before what waits already, in its old order', () => {
    const scene = new CoreScene()
    const lanes = [1, 2].map((at) => scene.lane(`loop.${at}`, { group: 'pool', workers: ['worker.1'], slots: 3 }))
    lanes[1]?.credit(0)
    scene.requests(5, 'worker.1', { attempts: 2 })
    lanes[0]?.lose()
    lanes[1]?.credit(5)
    expect(lanes[1]?.starts).toEqual(['1 2', '2 2', '3 2', '4 1', '5 1'])
    scene.assertNoFaults()
  })

  it.each([1, 2, 3, 7])('is started %i times at most, and then has failed', (attempts) => {
    const scene = new CoreScene()
    const id = (() => {
      scene.lane('first', { services, slots: 0 })
      return scene.request('resize', { attempts })
    })()
    let starts = 0
    for (let at = 0; at < 10; at++) {
      const lane = scene.lane(`worker.${at}`, { services })
      starts += lane.tasks.length
      lane.lose()
      scene.assertNoFaults()
    }
    expect(starts).toBe(attempts)
    expect(scene.outcomesOf(id)).toEqual(['worker-lost'])
  })

  it('is not tried again where nobody serves it any more', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { services })
    scene.request('resize', { attempts: 5 })
    lane.lose()
    expect(scene.outcomesOf(1)).toEqual(['worker-lost'])
    expect(scene.outcomesOf(scene.request('resize'))).toEqual(['unknown-target'])
    scene.assertNoFaults()
  })

  it('is not tried again when its handler failed: only a lost worker is a reason', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { attempts: 5 })
    lane.fail()
    expect(scene.outcomesOf(1)).toEqual(['handler-failed'])
    expect(lane.starts).toEqual(['1 1'])
  })

  it('keeps its deadline through all attempts', () => {
    const scene = new CoreScene()
    const [one, two] = [1, 2].map((at) => scene.lane(`worker.${at}`, { services, slots: 1 }))
    scene.request('resize', { attempts: 3, deadlineMs: 1000 })
    scene.now = 400
    one?.lose()
    expect(two?.tasks[0]).toMatchObject({ attempt: 2, deadlineMs: 600 })
    scene.tickAt(1000)
    expect(scene.outcomesOf(1)).toEqual(['deadline'])
    scene.assertNoFaults()
  })

  it('is answered by the attempt that lives: one of a lost lane is not heard', () => {
    const scene = new CoreScene()
    const [one, two] = [1, 2].map((at) => scene.lane(`worker.${at}`, { services, slots: 1 }))
    scene.request('resize', { attempts: 2 })
    const first = one?.held[0]
    one?.lose()
    one?.reply(first, 'too late')
    two?.reply(undefined, 'in time')
    expect(scene.told.map(({ outcome }) => bodyOf(outcome))).toEqual(['"in time"'])
    expect(scene.core.counters.strayResults).toBe(1)
  })
})
