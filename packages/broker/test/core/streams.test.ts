/** What handlers say before they answer. */
import { beforeEach, describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

let scene: CoreScene
let lane: FakeLane

beforeEach(() => {
  scene = new CoreScene()
  lane = scene.lane('worker.1')
})

describe('the chunks of a stream', () => {
  it('go to whoever asked, before the reply', () => {
    const id = scene.request('worker.1', { window: 4 })
    expect(lane.tasks[0]).toMatchObject({ window: 4 })
    lane.say('chunk', lane.held[0], 'a')
    lane.say('chunk', lane.held[0], 'b')
    lane.reply(undefined, 'end')
    expect(scene.words).toEqual([`${id} chunk`, `${id} chunk`, `${id} reply`])
    expect(scene.valuesTo(id)).toEqual(['a', 'b', 'end'])
    scene.assertNoFaults()
  })

  it('are granted by the reader; the worker is told', () => {
    const id = scene.request('worker.1', { window: 1 })
    lane.say('chunk', lane.held[0], 'a')
    scene.pull(id, 3)
    expect(lane.pulled).toEqual([[lane.held[0], 3]])
    for (const value of ['b', 'c', 'd']) lane.say('chunk', lane.held[0], value)
    expect(scene.valuesTo(id)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('that were granted before the task was given out are told with it', () => {
    lane.credit(0)
    const id = scene.request('worker.1', { window: 1 })
    scene.pull(id, 3)
    lane.credit(1)
    expect(lane.tasks[0]).toMatchObject({ window: 4 })
    expect(lane.pulled).toEqual([])
  })

  it('end their request where more come than were granted', () => {
    const id = scene.request('worker.1', { window: 1 })
    lane.say('chunk', lane.held[0], 'a')
    lane.say('chunk', lane.held[0], 'b')
    expect(scene.outcomesOf(id)).toEqual(['chunk', 'bad-result'])
    expect(lane.cancelled).toEqual([lane.held[0]])
    scene.assertNoFaults()
  })

  it('end it as well where it is no stream', () => {
    const id = scene.request('worker.1')
    lane.say('chunk', lane.held[0], 'a')
    expect(scene.outcomesOf(id)).toEqual(['bad-result'])
  })

  it('are dropped and counted once it has ended, and where nobody knows it', () => {
    const id = scene.request('worker.1', { window: 4 })
    scene.core.cancel('client', id, 0)
    lane.say('chunk', lane.held[0], 'a')
    lane.say('chunk', 77, 'a')
    expect(scene.outcomesOf(id)).toEqual(['cancelled'])
    expect(scene.core.counters).toMatchObject({ lateResults: 1, strayResults: 1 })
  })

  it('are not begun anew by another worker; a stream without any is', () => {
    scene.lane('worker.2', { services: ['pool'] })
    const other = scene.lane('worker.3', { services: ['pool'] })
    const ids = scene.requests(2, 'pool', { window: 4, attempts: 3 })
    lane = other
    expect(lane.held).toHaveLength(1)
    lane.say('chunk', lane.held[0], 'a')
    lane.lose()
    const [streaming, idle] = ids.map((id) => scene.outcomesOf(id))
    expect(new Set([streaming?.join(), idle?.join()])).toEqual(new Set(['', 'chunk,worker-lost']))
    scene.assertNoFaults()
  })

  it('end with the connection of whoever asked, however many attempts it had', () => {
    scene.request('worker.1', { window: 4, attempts: 3 })
    scene.core.clientGone('client', 0)
    expect(lane.cancelled).toEqual([lane.held[0]])
    scene.assertNoFaults()
  })
})

describe('how far a handler is', () => {
  it('goes to whoever wants to hear it, and to nobody else', () => {
    const [one, two] = [scene.request('worker.1', { progress: 1 }), scene.request('worker.1')]
    expect(lane.tasks.map(({ progress }) => progress)).toEqual([1, undefined])
    for (const lease of lane.held) lane.say('progress', lease, 0.5)
    lane.replyAll()
    expect(scene.outcomesOf(one)).toEqual(['progress', 'reply'])
    expect(scene.outcomesOf(two)).toEqual(['reply'])
    scene.assertNoFaults()
  })
})
