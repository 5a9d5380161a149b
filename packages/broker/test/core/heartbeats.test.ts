/** What heartbeats reveal: tasks and answers that were lost on the way, and nothing that is only late. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

const beatMs = 1000

function scene(): CoreScene {
  return new CoreScene({}, { heartbeatIntervalMs: beatMs })
}

/** The next heartbeats of a lane, each at its time. */
function beats(made: CoreScene, lane: FakeLane, count: number, beat: Parameters<FakeLane['beat']>[0] = {}): void {
  for (let at = 0; at < count; at++) {
    made.now += beatMs
    lane.beat(beat)
  }
}

describe('a task that never reached its worker', () => {
  it('is given out again without being counted, and taken back in case it is only late', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    beats(made, lane, 1)
    made.request('worker.1')
    const lease = lane.held[0] as number
    lane.mislay(lease, false)
    beats(made, lane, 8, { lastTask: lease - 1 })
    expect(lane.cancelled).toEqual([lease])
    expect(lane.starts).toEqual(['1 1', '1 1'])
    lane.reply()
    expect(made.words).toEqual(['1 reply'])
    expect(made.core.counters).toMatchObject({ lostOnTheWay: 1, returned: 1, retried: 0 })
    made.assertNoFaults()
  })
})

describe('a task whose answer was lost', () => {
  it('counts as started, and fails where that was its only attempt', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1')
    beats(made, lane, 1)
    lane.mislay(lane.held[0], true)
    beats(made, lane, 6)
    expect(made.words).toEqual([])
    beats(made, lane, 1)
    expect(made.words).toEqual(['1 worker-lost'])
    expect(made.detailTo(1)).toMatchObject({ mayHaveRun: true })
    expect(made.core.leased).toBe(0)
    made.assertNoFaults()
  })

  it('is started again where it may be', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { attempts: 2 })
    beats(made, lane, 1)
    lane.mislay(lane.held[0], true)
    beats(made, lane, 7)
    expect(lane.starts).toEqual(['1 1', '1 2'])
    made.assertNoFaults()
  })

  it('holds what else waits for its worker to its lane no longer', () => {
    const made = scene()
    const [one, other] = ['loop.1', 'loop.2'].map((id) =>
      made.lane(id, { group: 'pool', workers: ['looper'], slots: 1 }),
    ) as [FakeLane, FakeLane]
    made.requests(2, 'looper')
    beats(made, one, 1)
    made.core.laneDraining(one.state, () => undefined)
    one.mislay(one.held[0], true)
    expect(other.starts).toEqual([])
    beats(made, one, 7)
    expect(other.starts).toEqual(['2 1'])
    made.assertNoFaults()
  })

  it('gives back the slot that it held, also where its request had ended', () => {
    const made = scene()
    const lane = made.lane('worker.1', { slots: 1 })
    made.request('worker.1')
    made.core.cancel('client', 1, 0)
    lane.mislay(lane.held[0], true)
    made.request('worker.1')
    expect(lane.tasks).toHaveLength(1)
    beats(made, lane, 8)
    expect(lane.bodies).toEqual([1, 2])
    made.assertNoFaults()
  })
})

describe('what is not lost', () => {
  it('is what the worker holds, however long', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { deadlineMs: 1e9 })
    beats(made, lane, 100)
    expect(made.words).toEqual([])
    expect(lane.cancelled).toEqual([])
  })

  it('is what was given out a few heartbeats ago: a broker that is late sends it late', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    beats(made, lane, 1)
    made.now += 1
    made.request('worker.1')
    // It is on its way, while the worker says that it does not have it.
    const lease = lane.held.pop()
    beats(made, lane, 6, { lastTask: 0 })
    expect(lane.cancelled).toEqual([])
    if (lease !== undefined) lane.held.push(lease)
  })

  it('is anything, as long as the worker was too busy to look at what came', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1')
    const lease = lane.held.pop()
    beats(made, lane, 10, { lagMs: 3000 })
    expect(lane.cancelled).toEqual([])
    if (lease !== undefined) lane.held.push(lease)
  })

  it('is anything, while heartbeats come together that were held up', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1')
    const lease = lane.held.pop()
    made.now += 20 * beatMs
    for (let at = 0; at < 10; at++) lane.beat()
    expect(lane.cancelled).toEqual([])
    if (lease !== undefined) lane.held.push(lease)
  })
})

it('a heartbeat tells how its worker is', () => {
  const made = scene()
  const lane = made.lane('worker.1')
  made.now = 500
  lane.beat({ lagMs: 7 })
  expect(lane.state.health).toEqual({ lagMs: 7, memoryBytes: 0, heardAt: 500 })
})

describe('a task that has ended, and is still in heartbeats', () => {
  it('is taken back again: that it was may have been lost on the way', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    const id = made.request('worker.1')
    const [lease] = lane.held
    beats(made, lane, 1)
    made.core.cancel('client', id, made.now)
    expect(lane.cancelled).toEqual([lease])
    beats(made, lane, 2)
    expect(lane.cancelled).toEqual([lease, lease, lease])
    lane.reply()
    beats(made, lane, 2)
    expect(lane.cancelled).toHaveLength(3)
    made.assertNoFaults()
  })
})
