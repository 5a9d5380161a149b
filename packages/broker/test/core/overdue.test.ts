/** Workers that do not let go of what has ended: their supervisor is told. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane, firstLease } from './core-scene.js'

const hangGraceMs = 100
/** After which it is first asked whether what was given out has started. */
const firstLookMs = 10

function scene(): CoreScene {
  return new CoreScene({}, { hangGraceMs })
}

function further(): { made: CoreScene; lane: FakeLane } {
  const made = scene()
  const lane = made.lane('worker.1', { tellsWhatRuns: true })
  made.request('worker.1', { deadlineMs: 5000 })
  made.request('worker.1', { deadlineMs: 50 })
  return { made, lane }
}

describe('a task that its worker runs on with', () => {
  it.each(['deadline', 'cancelled'] as const)('is overdue a grace after its request ended: %s', (reason) => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { deadlineMs: 50 })
    if (reason === 'deadline') made.tickAt(50)
    else made.core.cancel('client', 1, (made.now = 50))
    made.tickAt(149)
    expect(lane.overdue).toEqual([])
    made.tickAt(150)
    expect(lane.overdue).toEqual([{ lease: firstLease, worker: 'worker.1', target: 'worker.1', reason }])
    made.tickAt(10_000)
    expect(lane.overdue).toHaveLength(1)
    made.assertNoFaults()
  })

  it('is not overdue once it is answered', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { deadlineMs: 50 })
    made.tickAt(50)
    lane.reply()
    made.tickAt(1000)
    expect(lane.overdue).toEqual([])
    expect(made.core.nextDeadline()).toBeUndefined()
  })

  it('is not overdue while it only waits behind another', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { deadlineMs: 5000 })
    made.request('worker.1', { deadlineMs: 50 })
    made.tickAt(50)
    made.tickAt(1000)
    expect(made.words).toEqual(['2 deadline'])
    expect(lane.overdue).toEqual([])
  })

  it('is overdue a grace after its turn came, where its request had ended before', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { deadlineMs: 5000 })
    made.request('worker.1', { deadlineMs: 50 })
    made.tickAt(50)
    lane.reply()
    made.tickAt(149)
    expect(lane.overdue).toEqual([])
    made.tickAt(150)
    expect(lane.overdue).toMatchObject([{ lease: firstLease + 1, reason: 'deadline' }])
    made.assertNoFaults()
  })
})

describe('a worker that is further than its answers', () => {
  it('is overdue with the task that runs, though an older one has not been answered', () => {
    const { made, lane } = further()
    lane.running = firstLease + 1
    made.tickAt(50)
    made.tickAt(50 + firstLookMs)
    made.tickAt(50 + firstLookMs + 99)
    expect(lane.overdue).toEqual([])
    made.tickAt(50 + firstLookMs + 100)
    expect(lane.overdue).toMatchObject([{ lease: firstLease + 1, reason: 'deadline' }])
    expect(made.words).toEqual(['2 deadline'])
    made.assertNoFaults()
  })

  it('is not overdue with one that has not begun, until that begins', () => {
    const { made, lane } = further()
    lane.running = firstLease
    made.tickAt(50)
    for (let at = 50 + firstLookMs; at < 1000; at += 100) made.tickAt(at)
    lane.running = firstLease + 1
    made.tickAt(1060)
    expect(lane.overdue).toEqual([])
    made.tickAt(1160)
    expect(lane.overdue).toMatchObject([{ lease: firstLease + 1 }])
  })

  it('has not run out of time with one that has ended, and whose answer is on its way', () => {
    const made = scene()
    const lane = made.lane('worker.1', { tellsWhatRuns: true })
    made.requests(2, 'worker.1', { runTimeoutMs: 200 })
    lane.running = firstLease + 1
    made.tickAt(300)
    expect([made.words, lane.overdue]).toEqual([[], []])
    lane.reply()
    expect(made.words).toEqual(['1 reply'])
    made.assertNoFaults()
  })
})

describe('a run time-out', () => {
  it('counts from the start, which for what waits is the end of what runs before it', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.requests(2, 'worker.1', { runTimeoutMs: 200 })
    expect(lane.tasks.map(({ runTimeoutMs }) => runTimeoutMs)).toEqual([200, 200])
    made.now = 150
    lane.reply()
    made.tickAt(449)
    expect(made.words).toEqual(['1 reply'])
    made.tickAt(450)
    expect(made.words).toEqual(['1 reply', '2 run-timeout'])
    expect(lane.overdue).toMatchObject([{ lease: firstLease + 1, reason: 'run-timeout' }])
    expect(lane.cancelled).toEqual([firstLease + 1])
    made.assertNoFaults()
  })

  it('of the worker holds as well, and the shorter one wins', () => {
    const made = scene()
    const lane = made.lane('worker.1', { runTimeoutMs: 300 })
    made.request('worker.1', { runTimeoutMs: 1000 })
    made.tickAt(400)
    expect(made.words).toEqual(['1 run-timeout'])
    lane.reply()
    made.request('worker.1', { runTimeoutMs: 10 })
    made.tickAt(510)
    expect(made.words).toEqual(['1 run-timeout', '2 run-timeout'])
  })

  it('is no reason to start the work again', () => {
    const made = scene()
    made.lane('worker.1')
    made.request('worker.1', { runTimeoutMs: 10, attempts: 5 })
    made.tickAt(110)
    expect(made.words).toEqual(['1 run-timeout'])
  })
})
