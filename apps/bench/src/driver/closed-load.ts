/** As many requests under way as are wanted: each line of callers asks, waits for its answer, and asks again. */
import type { ClosedLoad, SliceTimes } from '../scenarios/load.js'
import type { Body, Callable, DrivenResult } from '../systems/system.js'
import { isAnswerTo } from './bodies.js'
import { Latencies } from './latencies.js'

export interface ClosedSlice extends SliceTimes {
  readonly load: ClosedLoad
  readonly body: Body
}

export async function playClosed(system: Callable, slice: ClosedSlice): Promise<DrivenResult> {
  const { load, body, warmUpMs, measureMs } = slice
  const latencies = new Latencies()
  const measuredFrom = performance.now() + warmUpMs
  const end = measuredFrom + measureMs
  let requestsInAll = 0

  async function line(): Promise<void> {
    let sentAt = performance.now()
    while (sentAt < end) {
      const answer = await system.call(body)
      const now = performance.now()
      if (!isAnswerTo(body, answer)) throw new Error('an answer is not the body that was sent')
      if (now >= measuredFrom && now < end) latencies.record(now - sentAt)
      requestsInAll++
      sentAt = now
    }
  }

  await Promise.all(Array.from({ length: load.inFlight }, line))
  const percentiles = latencies.percentiles()
  return {
    requests: latencies.count,
    seconds: measureMs / 1000,
    requestsInAll,
    ...(percentiles === undefined ? {} : { latencies: percentiles }),
  }
}
