/** A broker that was late itself reads first what came meanwhile, and judges then. */
import { describe, expect, it } from 'vitest'
import { CoreScene } from './core-scene.js'

const hangGraceMs = 100

function scene(): CoreScene {
  return new CoreScene({}, { hangGraceMs })
}

describe('a broker that was late itself', () => {
  it('puts off its judgement by as much, to read first what came meanwhile', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { runTimeoutMs: 400 })
    // It was stopped for five seconds.
    made.tickAt(5500)
    expect(lane.overdue).toEqual([])
    expect(made.words).toEqual([])
    lane.reply()
    expect(made.words).toEqual(['1 reply'])
    made.assertNoFaults()
  })

  it('reads first what came, also where its pause ended soon after the time had come', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { runTimeoutMs: 400 })
    made.tickAt(530)
    expect([made.words, lane.overdue]).toEqual([[], []])
    lane.reply()
    made.tickAt(10_000)
    expect([made.words, lane.overdue]).toEqual([['1 reply'], []])
    made.assertNoFaults()
  })

  it('is not put off for ever by being a little late each time', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { runTimeoutMs: 400 })
    made.tickAt(530)
    made.tickAt(580)
    expect(made.words).toEqual(['1 run-timeout'])
    expect(lane.overdue).toHaveLength(1)
  })

  it('judges in the end', () => {
    const made = scene()
    const lane = made.lane('worker.1')
    made.request('worker.1', { runTimeoutMs: 400, deadlineMs: 60_000 })
    made.tickAt(5500)
    expect(made.core.nextDeadline()).toBe(10_500)
    made.tickAt(10_500)
    expect(made.words).toEqual(['1 run-timeout'])
    expect(lane.overdue).toHaveLength(1)
  })

  it('keeps deadlines all the same', () => {
    const made = scene()
    made.lane('worker.1')
    made.request('worker.1', { deadlineMs: 50 })
    made.tickAt(5000)
    expect(made.words).toEqual(['1 deadline'])
  })
})
