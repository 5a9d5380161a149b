/**
 * Requests that leave when they are due, whatever became of the ones before. Latency counts from the planned time, so a
 * stall is paid by every request that should have left in it.
 */
import type { OpenLoad, SliceTimes } from '../scenarios/load.js'
import type { Body, Callable } from '../systems/system.js'
import { isAnswerTo } from './bodies.js'
import { Latencies, type Percentiles } from './latencies.js'

export interface OpenSlice extends SliceTimes {
  readonly load: OpenLoad
  readonly body: Body
}

export interface OpenResult {
  readonly requests: number
  readonly seconds: number
  readonly requestsInAll: number
  readonly latencies?: Percentiles
  /** How late requests left, in microseconds at p99: what the bench itself adds. */
  readonly lateness: number
}

/** More of them show that the rate is beyond the system, and take it too long to answer. */
const underWayMax = 20_000

export async function playOpen(system: Callable, slice: OpenSlice): Promise<OpenResult> {
  const { load, body, warmUpMs, measureMs } = slice
  const msBetween = 1000 / load.perSecond
  const total = Math.floor((warmUpMs + measureMs) / msBetween)
  const startedAt = performance.now()
  const measuredFrom = startedAt + warmUpMs
  const [latencies, lateness] = [new Latencies(), new Latencies()]
  const counts = { sent: 0, answered: 0 }
  let fault: unknown

  async function ask(plannedAt: number): Promise<void> {
    const answer = await system.call(body).finally(() => counts.answered++)
    if (!isAnswerTo(body, answer)) throw new Error('an answer is not the body that was sent')
    if (plannedAt >= measuredFrom) latencies.record(performance.now() - plannedAt)
  }

  while (counts.sent < total && fault === undefined) {
    const now = performance.now()
    for (; counts.sent < total && startedAt + counts.sent * msBetween <= now; counts.sent++) {
      const plannedAt = startedAt + counts.sent * msBetween
      if (plannedAt >= measuredFrom) lateness.record(now - plannedAt)
      ask(plannedAt).catch((error: unknown) => (fault = error))
    }
    if (counts.sent - counts.answered > underWayMax)
      fault = new Error(`it falls behind ${load.perSecond} requests a second`)
    await turn()
  }
  // Those that are under way must not disturb what comes next.
  while (counts.answered < counts.sent) await turn()
  if (fault !== undefined) throw fault
  const seconds = Math.max(measureMs, performance.now() - measuredFrom) / 1000
  const percentiles = latencies.percentiles()
  return {
    requests: latencies.count,
    seconds,
    requestsInAll: counts.answered,
    lateness: lateness.percentiles()?.p99 ?? 0,
    ...(percentiles === undefined ? {} : { latencies: percentiles }),
  }
}

/** Timers of Node come up to a millisecond late, which would be most of what is measured. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
