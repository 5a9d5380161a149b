/** Handlers that hang behind answers which have not left: the log of starts tells that they have begun. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

const hangGraceMs = 100
/** After which it is first asked whether what was given out has started. */
const firstLookMs = 10

function scene(): CoreScene {
  return new CoreScene({}, { hangGraceMs })
}

function behind(concurrency = 1): { made: CoreScene; lane: FakeLane; hung: number } {
  const made = scene()
  const lane = made.lane('worker.1', { tellsWhatRuns: true, concurrency })
  made.requests(2, 'worker.1')
  const hung = made.request('worker.1', { runTimeoutMs: 50 })
  lane.running = lane.held[2]
  return { made, lane, hung }
}

describe('a handler that hangs behind answers that have not left', () => {
  it.each([1, 2])(
    'is found by the log of starts, two run time-outs and a grace after its start: %i at a time',
    (concurrency) => {
      const { made, lane, hung } = behind(concurrency)
      made.tickAt(50)
      made.tickAt(50 + 50 + hangGraceMs - 1)
      expect(made.told).toEqual([])
      made.tickAt(50 + 50 + hangGraceMs)
      expect(made.outcomesOf(hung)).toEqual(['run-timeout'])
      expect(lane.overdue).toMatchObject([{ lease: lane.held[2], reason: 'run-timeout' }])
      made.assertNoFaults()
    },
  )

  it('is not taken to hang while it has not started', () => {
    const { made, lane } = behind()
    lane.running = lane.held[0]
    for (let at = 50; at <= 2000; at += 50) made.tickAt(at)
    expect(made.told).toEqual([])
    made.assertNoFaults()
  })

  it.each([1, 2])(
    'is not taken to hang where it has ended, and only its answer is stuck: %i at a time',
    (concurrency) => {
      const { made, lane } = behind(concurrency)
      made.tickAt(50)
      lane.running = undefined
      for (let at = 100; at <= 2000; at += 50) made.tickAt(at)
      expect([made.told, lane.overdue]).toEqual([[], []])
      lane.replyAll()
      expect(made.words).toEqual(['1 reply', '2 reply', '3 reply'])
      made.assertNoFaults()
    },
  )

  it('is no task whose thread others kept busy before: it has its time from the look on that found it started', () => {
    const made = scene()
    const lane = made.lane('worker.1', { tellsWhatRuns: true })
    const late = made.request('worker.1', { runTimeoutMs: 200 })
    for (let at = firstLookMs; at <= 210; at += 100) made.tickAt(at)
    lane.running = lane.held[0]
    made.tickAt(310)
    made.tickAt(310 + 200 + hangGraceMs - 1)
    expect([made.told, lane.overdue]).toEqual([[], []])
    made.tickAt(310 + 200 + hangGraceMs)
    expect(made.outcomesOf(late)).toEqual(['run-timeout'])
    expect(lane.overdue).toMatchObject([{ lease: lane.held[0], reason: 'run-timeout' }])
    made.assertNoFaults()
  })

  it('has its time from its start on, where its turn comes in time', () => {
    const { made, lane, hung } = behind()
    made.tickAt(50)
    lane.reply()
    lane.reply()
    made.tickAt(50 + 50 + hangGraceMs - 1)
    lane.reply()
    expect(made.outcomesOf(hung)).toEqual(['reply'])
    made.assertNoFaults()
  })
})
