/** Handlers that wait for what they asked for let it run in their slots. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane, type RequestOptions } from './core-scene.js'

function pool(scene: CoreScene, workers: number, slots = 2): FakeLane[] {
  return Array.from({ length: workers }, (_, at) =>
    scene.lane(`worker.${at + 1}`, { services: ['pool'], lends: true, slots }),
  )
}

/** What the handler of the task asks for that the lane was given last, or of another. */
function ask(scene: CoreScene, lane: FakeLane, options: RequestOptions = {}): number {
  return scene.request('pool', { client: lane.state.id, parent: lane.held.at(-1), ...options })
}

describe('a pool whose every slot waits for what its handlers asked of the same pool', () => {
  it('goes on', () => {
    const scene = new CoreScene()
    const lanes = pool(scene, 3)
    scene.requests(3, 'pool')
    const inner = lanes.map((lane) => ask(scene, lane, { parent: lane.held[0] }))
    for (const lane of lanes) expect(lane.tasks.at(-1)).toMatchObject({ nested: 1, target: 'pool' })
    expect(scene.core.queued).toBe(0)
    for (const lane of lanes) lane.reply(lane.held.at(-1))
    expect(scene.told.map(({ outcome }) => outcome.id)).toEqual(inner)
    scene.assertNoFaults()
  })

  it('goes on where ordinary requests have taken all the credit, and wait before it', () => {
    const scene = new CoreScene()
    const [lane] = pool(scene, 1) as [FakeLane]
    scene.requests(6, 'pool')
    expect(lane.held).toHaveLength(2)
    ask(scene, lane, { parent: lane.held[0], body: 'nested' })
    expect(lane.bodies).toEqual([1, 2, 'nested'])
    expect(lane.state.lent).toBe(1)
    lane.reply(lane.held.at(-1))
    expect(lane.state.lent).toBe(0)
    scene.assertNoFaults()
  })

  it('runs one nested request after the other in one slot', () => {
    const scene = new CoreScene()
    const [lane] = pool(scene, 1) as [FakeLane]
    scene.requests(3, 'pool')
    const parent = lane.held[0]
    ask(scene, lane, { parent, body: 'a' })
    ask(scene, lane, { parent, body: 'b' })
    expect(lane.bodies).toEqual([1, 2, 'a'])
    lane.reply(lane.held.at(-1))
    expect(lane.bodies).toEqual([1, 2, 'a', 'b'])
    scene.assertNoFaults()
  })

  it('goes down a hundred levels, and no further', () => {
    const scene = new CoreScene()
    const [lane] = pool(scene, 1) as [FakeLane]
    scene.request('pool')
    for (let level = 1; level <= 100; level++) ask(scene, lane)
    expect(scene.told).toEqual([])
    const last = ask(scene, lane)
    expect(scene.outcomesOf(last, 'worker.1')).toEqual(['request-cycle'])
    expect(scene.messageTo(last)).toContain('100 handlers in a chain ask for each other')
    scene.assertNoFaults()
  })

  it('lets the next ordinary request run when a slot of its own is free, and not before', () => {
    const scene = new CoreScene()
    const [lane] = pool(scene, 1) as [FakeLane]
    scene.requests(2, 'pool')
    const [first, second] = lane.state.tasks.toArray()
    ask(scene, lane, { parent: lane.held[0] })
    expect([first?.runs, second?.runs]).toEqual(['yes', 'no'])
    lane.reply(lane.held[0])
    expect(second?.runs).toBe('no')
    lane.reply(lane.held.at(-1))
    expect(second?.runs).toBe('yes')
    scene.assertNoFaults()
  })
})

describe('slots are not lent', () => {
  it('to what is asked of a worker by its name: it is a circle', () => {
    const scene = new CoreScene()
    const [lane] = pool(scene, 1) as [FakeLane]
    scene.request('pool')
    const inner = scene.request('worker.1', { client: 'worker.1', parent: lane.held[0] })
    expect(scene.outcomesOf(inner, 'worker.1')).toEqual(['request-cycle'])
  })

  it('by workers that do not say that they do', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { services: ['pool'] })
    scene.request('pool')
    const inner = ask(scene, lane)
    expect(scene.outcomesOf(inner, 'worker.1')).toEqual(['request-cycle'])
  })

  it('but a worker of a service that is named in it is asked as the service', () => {
    const scene = new CoreScene()
    const [lane] = pool(scene, 1) as [FakeLane]
    scene.request('pool')
    ask(scene, lane, { member: 'worker.1' })
    expect(lane.tasks.at(-1)).toMatchObject({ target: 'pool', worker: 'worker.1', nested: 1 })
    scene.assertNoFaults()
  })
})

describe('a circle through a worker that lends its slot', () => {
  it('is found two requests away', () => {
    const scene = new CoreScene()
    const [one] = pool(scene, 1) as [FakeLane]
    const two = scene.lane('two', { lends: true })
    scene.request('pool', { body: 'outer' })
    const outer = one.held[0]
    ask(scene, one, { parent: outer, body: 'lent' })
    scene.request('two', { client: 'worker.1', parent: one.held[1] })
    const inner = scene.request('worker.1', { client: 'two', parent: two.held[0] })
    expect(scene.outcomesOf(inner, 'two')).toEqual(['request-cycle'])
    scene.assertNoFaults()
  })

  it('is found at once, though something there still goes on: that one slot does not come free by it', () => {
    const scene = new CoreScene()
    const [one] = pool(scene, 1) as [FakeLane]
    const [outside, two] = ['outside', 'two'].map((name) => scene.lane(name)) as [FakeLane, FakeLane]
    scene.requests(1, 'pool')
    scene.request('outside', { client: 'worker.1', parent: one.held[0] })
    scene.request('two')
    scene.request('pool', { client: 'two', parent: two.held[0] })
    const inner = scene.request('worker.1', { client: 'worker.1', parent: one.held[1] })
    expect(scene.outcomesOf(inner, 'worker.1')).toEqual(['request-cycle'])
    expect(outside.held).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('is none where as many go on there as a slot of its own needs', () => {
    const scene = new CoreScene()
    const one = scene.lane('worker.1', { services: ['pool'], lends: true, concurrency: 2 })
    const [outside, two] = [scene.lane('outside', { concurrency: 2 }), scene.lane('two')]
    scene.requests(2, 'pool')
    for (const parent of one.held.slice()) scene.request('outside', { client: 'worker.1', parent })
    scene.request('two')
    scene.request('pool', { client: 'two', parent: two.held[0] })
    const inner = scene.request('worker.1', { client: 'worker.1', parent: one.held[2] })
    expect(scene.outcomesOf(inner, 'worker.1')).toEqual([])
    outside.replyAll()
    one.reply()
    one.reply()
    expect(one.bodies.at(-1)).toBe(inner)
    one.reply(one.held.at(-1))
    expect(scene.outcomesOf(inner, 'worker.1')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('is none as long as something there goes on by itself', () => {
    const scene = new CoreScene()
    const [one] = pool(scene, 1) as [FakeLane]
    const two = scene.lane('two', { lends: true })
    scene.request('pool', { body: 'outer' })
    scene.request('two', { client: 'worker.1', parent: one.held[0] })
    const inner = scene.request('pool', { client: 'two', parent: two.held[0] })
    expect(scene.outcomesOf(inner, 'two')).toEqual([])
    expect(one.held).toHaveLength(2)
    scene.assertNoFaults()
  })
})
