/** As many requests under way as are wanted: each line of callers asks, waits for its answer, and asks again. */
import type { ClosedLoad, SliceTimes } from '../scenarios/load.js'
import type { Body, Callable, DrivenResult } from '../systems/system.js'
import { isAnswerTo } from './bodies.js'
import { Latencies } from './latencies.js'

export interface ClosedSlice extends SliceTimes {
  readonly load: ClosedLoad
  readonly body: Body
}

/**
 * Answers come in bursts, of all that is under way at most. A slice goes on until it has seen so many of those, for a
 * system that is slow for its load; but not without end.
 */
const burstsMin = 2
const timesLongerMax = 20

export async function playClosed(system: Callable, slice: ClosedSlice): Promise<DrivenResult> {
  const { load, body, warmUpMs, measureMs } = slice
  const latencies = new Latencies()
  const measuredFrom = performance.now() + warmUpMs
  const [end, latestEnd] = [measuredFrom + measureMs, measuredFrom + measureMs * timesLongerMax]
  const enough = burstsMin * load.inFlight
  let measured = 0
  let requestsInAll = 0
  let endedAt: number | undefined

  function note(sentAt: number, now: number): void {
    requestsInAll++
    if (endedAt !== undefined || now < measuredFrom) return
    measured++
    latencies.record(now - sentAt)
    if (now >= latestEnd || (now >= end && measured >= enough)) endedAt = now
  }

  async function line(): Promise<void> {
    for (let sentAt = performance.now(); endedAt === undefined;) {
      const answer = await system.call(body)
      const now = performance.now()
      if (!isAnswerTo(body, answer)) throw new Error('an answer is not the body that was sent')
      note(sentAt, now)
      sentAt = now
    }
  }

  await Promise.all(Array.from({ length: load.inFlight }, line))
  const percentiles = latencies.percentiles()
  return {
    requests: measured,
    seconds: ((endedAt ?? end) - measuredFrom) / 1000,
    requestsInAll,
    ...(percentiles === undefined ? {} : { latencies: percentiles }),
  }
}
