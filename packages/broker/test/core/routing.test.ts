/** Where requests go: to the worker of the name, or to the least loaded of a service. */
import { describe, expect, it } from 'vitest'
import { bodyOf, CoreScene, firstLease } from './core-scene.js'

describe('a request to a worker', () => {
  it('becomes a task of it, with the time that is left and the first attempt', () => {
    const scene = new CoreScene()
    const [one, two] = [scene.lane('worker.1'), scene.lane('worker.2')]
    scene.now = 500.25
    scene.request('worker.2', { deadlineMs: 1000, attempts: 3, body: { n: 1 } })
    expect(one.tasks).toEqual([])
    expect(two.tasks).toEqual([
      {
        kind: 'task',
        id: firstLease,
        worker: 'worker.2',
        target: 'worker.2',
        deadlineMs: 1000,
        attempt: 1,
        metadata: '',
        codec: 'j',
        body: '{"n":1}',
      },
    ])
    scene.assertNoFaults()
  })

  it('ends with what the worker answers, under its own number, and frees the slot', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    const id = scene.request('worker.1', { id: 77 })
    lane.reply(firstLease, { ok: true })
    expect(scene.told).toEqual([
      {
        client: 'client',
        outcome: { kind: 'reply', id, metadata: '', codec: 'j', body: '{"ok":true}' },
        worker: 'worker.1',
      },
    ])
    expect(lane.state.tasks.size).toBe(0)
    expect(scene.core).toMatchObject({ open: 0, queued: 0, leased: 0 })
    expect(scene.core.counters).toMatchObject({ accepted: 1, replied: 1, failed: {} })
    scene.assertNoFaults()
  })

  it("passes a handler's failure on, and counts it", () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    const id = scene.request('worker.1')
    lane.fail()
    scene.request('worker.1', { id: 9 })
    lane.fail(lane.held[0], 'of-a-later-version')
    expect(scene.outcomesOf(id)).toEqual(['handler-failed'])
    expect(scene.outcomesOf(9)).toEqual(['of-a-later-version'])
    expect(scene.core.counters.failed).toEqual({ 'handler-failed': 2 })
  })

  it('keeps apart what different clients call by the same number', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { client: 'a', id: 1 })
    scene.request('worker.1', { client: 'b', id: 1 })
    lane.reply(firstLease + 1, 'for b')
    lane.reply(firstLease, 'for a')
    expect(scene.told.map(({ client, outcome }) => [client, bodyOf(outcome)])).toEqual([
      ['b', '"for b"'],
      ['a', '"for a"'],
    ])
  })

  it('does not wait for what was waiting elsewhere', () => {
    const scene = new CoreScene()
    const [slow, free] = [scene.lane('worker.1', { slots: 1 }), scene.lane('worker.2')]
    scene.requests(5, 'worker.1')
    scene.request('worker.2')
    expect([slow.tasks.length, free.tasks.length]).toEqual([1, 1])
    scene.assertNoFaults()
  })
})

describe('a request to what is not there', () => {
  it('is told at once that nobody is', () => {
    const scene = new CoreScene()
    const id = scene.request('worker.1')
    expect(scene.outcomesOf(id)).toEqual(['unknown-target'])
    expect(scene.messageTo(id)).toBe('no worker and no service is called worker.1; none is there')
    expect(scene.core).toMatchObject({ open: 0 })
    expect(scene.core.counters).toMatchObject({ accepted: 0, refused: 1, failed: { 'unknown-target': 1 } })
    scene.assertNoFaults()
  })

  it('is told what there is, workers and services', () => {
    const scene = new CoreScene()
    scene.lane('worker.2', { services: ['resize'] })
    scene.lane('worker.1', { services: ['resize', 'crop'] })
    const id = scene.request('worker.3')
    expect(scene.messageTo(id)).toBe(
      'no worker and no service is called worker.3; there are crop, resize, worker.1, worker.2',
    )
  })

  it('is told what there is now, after workers have come and gone', () => {
    const scene = new CoreScene()
    const message = (): unknown => scene.messageTo(scene.request('nobody'))
    const lane = scene.lane('worker.1')
    expect(message()).toContain('there are worker.1')
    scene.lane('worker.2')
    expect(message()).toContain('there are worker.1, worker.2')
    lane.lose()
    expect(message()).toContain('there are worker.2')
  })

  it('is told ten names of ten thousand', () => {
    const scene = new CoreScene()
    scene.lane('loop.1', { workers: Array.from({ length: 10_000 }, (_, at) => `worker.${at}`) })
    const message = scene.messageTo(scene.request('nobody')) as string
    expect(message).toMatch(/there are worker\.0, worker\.1, .*, and 9990 more$/)
    expect(message.length).toBeLessThan(300)
  })
})

describe('a request to a service', () => {
  const services = ['resize']

  it('goes to the member with the fewest tasks', () => {
    const scene = new CoreScene()
    const [one, two] = [scene.lane('worker.1', { services }), scene.lane('worker.2', { services })]
    scene.requests(3, 'worker.1')
    scene.requests(3, 'resize')
    expect(two.tasks).toHaveLength(3)
    scene.requests(2, 'resize')
    expect([one.held.length, two.held.length]).toEqual([4, 4])
    expect(two.tasks[0]).toMatchObject({ worker: 'worker.2', target: 'resize' })
    scene.assertNoFaults()
  })

  it('goes to equals in turn', () => {
    const scene = new CoreScene()
    const lanes = [1, 2, 3].map((at) => scene.lane(`worker.${at}`, { services }))
    for (let round = 0; round < 4; round++) {
      for (let at = 0; at < 3; at++) {
        scene.request('resize')
        for (const lane of lanes) if (lane.held.length > 0) lane.reply()
      }
    }
    expect(lanes.map(({ tasks }) => tasks.length)).toEqual([4, 4, 4])
  })

  it('goes to whoever has room, however many have none', () => {
    const scene = new CoreScene()
    const lanes = Array.from({ length: 200 }, (_, at) =>
      scene.lane(`worker.${at}`, { services, slots: at === 130 ? 1 : 0 }),
    )
    scene.request('resize')
    expect(lanes[130]?.tasks).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('waits while nobody has room, and goes to whoever gets some first', () => {
    const scene = new CoreScene()
    const [one, two] = [1, 2].map((at) => scene.lane(`worker.${at}`, { services, slots: 1 }))
    scene.requests(4, 'resize')
    expect(scene.core).toMatchObject({ queued: 2, leased: 2 })
    two?.reply()
    two?.reply()
    expect([one?.tasks.length, two?.tasks.length]).toEqual([1, 3])
    scene.assertNoFaults()
  })

  it('that waits goes to a member that comes later', () => {
    const scene = new CoreScene()
    scene.lane('worker.1', { services, slots: 1 })
    scene.requests(4, 'resize')
    const late = scene.lane('worker.2', { services, slots: 2 })
    expect(late.tasks).toHaveLength(2)
    scene.assertNoFaults()
  })
})

describe('a worker that announces itself', () => {
  it('is refused where another group has its name', () => {
    const scene = new CoreScene()
    scene.lane('worker.1')
    const second = scene.lane('other')
    expect(scene.announce(second, 'x', { workers: ['worker.1'] })).toBe(
      'a worker of the name worker.1 is there already',
    )
    scene.assertNoFaults()
  })

  it('can be asked for until its last lane is lost', () => {
    const scene = new CoreScene()
    const loops = [1, 2].map((at) => scene.lane(`loop.${at}`, { group: 'pool', workers: ['worker.1'] }))
    loops[0]?.lose()
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual([])
    loops[1]?.lose()
    expect(scene.outcomesOf(scene.request('worker.1'))).toEqual(['unknown-target'])
    scene.assertNoFaults()
  })

  it('may come again under its name when it was lost', () => {
    const scene = new CoreScene()
    scene.lane('worker.1').lose()
    const again = scene.lane('worker.1')
    scene.request('worker.1')
    expect(again.tasks).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('serves a name once, however often it is listed', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { services: ['resize', 'resize', 'worker.1'] })
    scene.request('resize')
    scene.assertNoFaults()
    lane.lose()
    scene.assertNoFaults()
    expect(scene.messageTo(scene.request('resize'))).toContain('none is there')
  })
})
