/** The tree of nested requests: what ends with its parent, and circles that could never be served. */
import { describe, expect, it } from 'vitest'
import { bodyOf, CoreScene, type FakeLane, type RequestOptions } from './core-scene.js'

/** The handler of the oldest task that the lane runs asks another. */
function ask(scene: CoreScene, lane: FakeLane, target: string, options: RequestOptions = {}): number {
  const parent = options.parent ?? lane.held[0]
  return scene.request(target, { client: `${lane.state.id}/1`, parent, ...options })
}

/** Dedicated workers of concurrency 1, each with a lane that is called as a launched peer is. */
function workers(scene: CoreScene, ...names: readonly string[]): FakeLane[] {
  return names.map((name) => scene.lane(`${name}#e`, { workers: [name], slots: 4 }))
}

const cyclesIn = (scene: CoreScene): unknown[] =>
  scene.told
    .filter(({ outcome }) => outcome.kind === 'failure' && outcome.code === 'request-cycle')
    .map(({ outcome }) => (JSON.parse(bodyOf(outcome)) as { path: unknown }).path)

describe('what a handler asked for', () => {
  it('is cancelled when its task is, all the way down', () => {
    const scene = new CoreScene()
    const [a, b, c] = workers(scene, 'a', 'b', 'c') as [FakeLane, FakeLane, FakeLane]
    const root = scene.request('a')
    ask(scene, a, 'b')
    ask(scene, b, 'c')
    const waiting = ask(scene, b, 'c')
    scene.core.cancel('client', root, 0)
    for (const lane of [a, b]) expect(lane.cancelled).toEqual([lane.tasks[0]?.id])
    expect(c.cancelled.length).toBe(2)
    expect(scene.outcomesOf(waiting, 'b#e/1')).toEqual(['cancelled'])
    expect(scene.core.open).toBe(0)
    scene.assertNoFaults()
  })

  it.each(['deadline', 'failure', 'lost'])('ends with its task: %s', (how) => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('a', { deadlineMs: 50 })
    ask(scene, a, 'b')
    if (how === 'deadline') scene.tickAt(50)
    else if (how === 'failure') a.fail()
    else a.lose()
    expect(b.cancelled).toHaveLength(1)
    expect(scene.core.open).toBe(0)
    scene.assertNoFaults()
  })

  it('does not hold up others while it may not be put behind handlers that wait', () => {
    const scene = new CoreScene()
    const [a, b, c] = workers(scene, 'a', 'b', 'c') as [FakeLane, FakeLane, FakeLane]
    for (const name of ['a', 'b', 'c']) scene.request(name)
    ask(scene, a, 'c')
    const nested = ask(scene, b, 'a', { body: 'x'.repeat(8000) })
    expect(a.held).toHaveLength(1)
    const other = scene.request('a', { client: 'another', body: 'of another' })
    expect(a.bodies).toContain('of another')
    scene.assertNoFaults()
    for (const lane of [c, a, b, c, a]) lane.replyAll()
    expect(scene.outcomesOf(other, 'another')).toEqual(['reply'])
    expect(scene.outcomesOf(nested, 'b#e/1')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('goes on when the handler has replied without waiting for it', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('a')
    const left = ask(scene, a, 'b')
    a.reply()
    expect(b.cancelled).toEqual([])
    b.reply()
    expect(scene.outcomesOf(left, 'a#e/1')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('is cancelled before the task is started again elsewhere', () => {
    const scene = new CoreScene()
    scene.core.workersExpected('a', ['a'])
    const first = scene.lane('a#1', { group: 'a', workers: ['a'] })
    const [b] = workers(scene, 'b') as [FakeLane]
    scene.request('a', { attempts: 2 })
    scene.request('b', { client: 'a#1/1', parent: first.held[0] })
    first.lose()
    expect(b.cancelled).toHaveLength(1)
    const second = scene.lane('a#2', { group: 'a', workers: ['a'] })
    expect(second.starts).toEqual(['1 2'])
    scene.assertNoFaults()
  })

  it('is refused once its task has ended', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    const root = scene.request('a')
    const parent = a.held[0] as number
    scene.core.cancel('client', root, 0)
    const late = ask(scene, a, 'b', { parent })
    expect(scene.outcomesOf(late, 'a#e/1')).toEqual(['cancelled'])
    expect(scene.detailTo(late)).toMatchObject({ mayHaveRun: false })
    expect(b.tasks).toEqual([])
  })

  it('is refused where the task is not its own', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('a')
    const forged = ask(scene, b, 'b', { parent: a.held[0] as number })
    expect(scene.outcomesOf(forged, 'b#e/1')).toEqual(['cancelled'])
  })

  it('is cancelled link by link in a chain of a hundred', () => {
    const scene = new CoreScene()
    const [a] = [scene.lane('a#e', { workers: ['a'], concurrency: 20_000, slots: 20_000 })]
    scene.request('a')
    for (let at = 0; at < 100; at++) ask(scene, a, 'a', { parent: a.held.at(-1) })
    expect(scene.core.open).toBe(101)
    scene.core.cancel('client', 1, 0)
    expect(scene.core.open).toBe(0)
  })
})

describe('a circle of nested requests', () => {
  it('is found where a worker asks itself', () => {
    const scene = new CoreScene()
    const [a] = workers(scene, 'a') as [FakeLane]
    scene.request('a')
    const inner = ask(scene, a, 'a')
    expect(scene.outcomesOf(inner, 'a#e/1')).toEqual(['request-cycle'])
    expect(scene.detailTo(inner)).toMatchObject({ path: ['a', 'a'], mayHaveRun: false })
    a.replyAll()
    expect(scene.core.open).toBe(0)
    scene.assertNoFaults()
  })

  it('is found where a worker asks itself before the answer of the task before has come', () => {
    const scene = new CoreScene()
    const [a] = workers(scene, 'a') as [FakeLane]
    scene.requests(2, 'a')
    const inner = ask(scene, a, 'a', { parent: a.held[1] })
    expect(scene.outcomesOf(inner, 'a#e/1')).toEqual(['request-cycle'])
    a.replyAll()
    expect(scene.core.open).toBe(0)
    scene.assertNoFaults()
  })

  it('is found through a worker that asks before the answer of the task before has come', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('b')
    scene.request('a')
    ask(scene, b, 'a')
    // It has started, as only a handler can ask; the answer of the task before it was lost.
    const inner = ask(scene, a, 'b', { parent: a.held[1] })
    expect(scene.outcomesOf(inner, 'a#e/1')).toEqual(['request-cycle'])
    scene.assertNoFaults()
  })

  it('is found over several workers, with the path', () => {
    const scene = new CoreScene()
    const [a, b, c] = workers(scene, 'a', 'b', 'c') as [FakeLane, FakeLane, FakeLane]
    scene.request('a')
    ask(scene, a, 'b')
    ask(scene, b, 'c')
    ask(scene, c, 'a')
    expect(cyclesIn(scene)).toEqual([['a', 'b', 'c', 'a']])
    expect(scene.core.open).toBe(3)
    scene.assertNoFaults()
  })

  it('is found where two requests wait for each other', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('a')
    scene.request('b')
    const first = ask(scene, a, 'b')
    expect(cyclesIn(scene)).toEqual([])
    ask(scene, b, 'a')
    expect(cyclesIn(scene)).toEqual([['b', 'a']])
    // The handler of b goes on without it, and the first is served.
    b.reply()
    b.reply()
    expect(scene.outcomesOf(first, 'a#e/1')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('is none as long as a slot of the target may come free', () => {
    const scene = new CoreScene()
    const a = scene.lane('a#e', { workers: ['a'], concurrency: 2, slots: 8 })
    scene.request('a')
    ask(scene, a, 'a')
    expect(a.tasks).toHaveLength(2)
    // The second slot is taken by somebody who waits for nothing.
    const inner = ask(scene, a, 'a')
    expect(cyclesIn(scene)).toEqual([])
    a.reply(a.held[1])
    a.reply(a.held[1])
    expect(scene.outcomesOf(inner, 'a#e/1')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('is found where all members of a service wait for it', () => {
    const scene = new CoreScene()
    const pool = [1, 2].map((at) => scene.lane(`w.${at}#e`, { workers: [`w.${at}`], services: ['sum'], slots: 4 }))
    const [one, two] = pool as [FakeLane, FakeLane]
    scene.requests(2, 'sum')
    ask(scene, one, 'sum')
    expect(cyclesIn(scene)).toEqual([])
    ask(scene, two, 'sum')
    expect(cyclesIn(scene)).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('is found when the last that could have gone on ends', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('a')
    ask(scene, a, 'b')
    ask(scene, a, 'a')
    expect(cyclesIn(scene)).toEqual([])
    b.reply()
    expect(cyclesIn(scene)).toEqual([['a', 'a']])
    scene.assertNoFaults()
  })

  it('is found when what ran is lost, and waits again for those that wait for it', () => {
    const scene = new CoreScene()
    const a = scene.lane('a', { services: ['both'] })
    const other = scene.lane('other', { services: ['both'] })
    scene.request('a')
    const inner = scene.request('both', { client: 'a', parent: a.held[0], attempts: 2 })
    expect(other.held).toHaveLength(1)
    other.lose()
    expect(scene.outcomesOf(inner, 'a')).toEqual(['request-cycle'])
    expect(scene.detailTo(inner)).toMatchObject({ mayHaveRun: true })
    scene.assertNoFaults()
  })

  it('is none where the target is away and will be started again', () => {
    const scene = new CoreScene()
    const [a] = workers(scene, 'a') as [FakeLane]
    scene.core.workersExpected('b', ['b'])
    scene.request('a')
    const inner = ask(scene, a, 'b')
    expect(scene.outcomesOf(inner, 'a#e/1')).toEqual([])
    scene.lane('b#2', { group: 'b', workers: ['b'] }).reply()
    expect(scene.outcomesOf(inner, 'a#e/1')).toEqual(['reply'])
  })

  it('ends thousands that wait for the same, one by one', () => {
    const scene = new CoreScene()
    const [a, b] = workers(scene, 'a', 'b') as [FakeLane, FakeLane]
    scene.request('a')
    ask(scene, a, 'b')
    for (let at = 0; at < 3000; at++) ask(scene, a, 'a')
    expect(cyclesIn(scene)).toEqual([])
    b.reply()
    expect(cyclesIn(scene)).toHaveLength(3000)
    scene.assertNoFaults()
  })
})
