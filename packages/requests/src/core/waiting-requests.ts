/**
 * Requests that wait here instead of failing, and are sent again: where the broker was overloaded, if the caller wants
 * that; and where a broker that was started anew does not know their target yet.
 */
import type { FailureCode } from '@errand/protocol'
import { backoff, deadlineHeap } from '@errand/timing'
import type { Repeat } from './repeat.js'

export type WhenOverloaded = 'fail' | 'wait'

/** What a request would end with. */
interface Setback {
  readonly code: FailureCode
  readonly retryAfterMs: number | undefined
}

export interface WaitingRequests {
  /** @returns false where it cannot be helped: no waiting, or no room, or no time for that */
  putOff(id: number, repeat: Repeat, setback: Setback, now: number): boolean
  /** It waits no longer, or never did. */
  release(repeat: Repeat): void
  /** Takes one whose time has come. @returns its number */
  popDue(now: number): number | undefined
  /** When the next one is to be sent. */
  next(): number | undefined
}

/** Where the broker does not say after how long, or says that it is no time at all. */
const overloadedPauseMs = 100
const pauseMsMin = 1

/** Attached workers that were told of the loss as late as the client come back after about as long. */
const unknownTargetPauses = backoff({ initialMs: 50, maxMs: 1000, jitter: 'none' })

/** Of many that wait for room, few find some: who comes in vain comes again after twice as long, up to this. */
const overloadedPauseMsMax = 1000
const doublingsMax = 10
/** Multiples of it, without their whole part, are spread evenly, however many there are (Weyl, 1916). */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/** Those that were turned away together do not come back together. */
function overloadedPause(id: number, retryAfterMs: number, delays: number): number {
  const doubled = Math.min(retryAfterMs * 2 ** Math.min(delays, doublingsMax), overloadedPauseMsMax)
  const pauseMs = Math.max(retryAfterMs, doubled, pauseMsMin)
  return delays === 0 ? pauseMs : pauseMs * (1 + ((id * goldenRatio) % 1))
}

function pauseMsOf(whenOverloaded: WhenOverloaded, id: number, repeat: Repeat, setback: Setback): number | undefined {
  const { code, retryAfterMs = overloadedPauseMs } = setback
  if (code === 'overloaded' && whenOverloaded === 'wait') return overloadedPause(id, retryAfterMs, repeat.delays++)
  if (code === 'unknown-target' && repeat.wasLost) return unknownTargetPauses.delayMs(++repeat.delays, 0)
  return undefined
}

/** @param bytesMax what all that wait may take in memory */
export function waitingRequests(whenOverloaded: WhenOverloaded, bytesMax: number): WaitingRequests {
  const times = deadlineHeap<number>()
  let bytes = 0

  return {
    putOff(id, repeat, setback, now) {
      const pauseMs = pauseMsOf(whenOverloaded, id, repeat, setback)
      if (pauseMs === undefined || bytes + repeat.bytes > bytesMax) return false
      // It would be sent again when it has ended: better that it fails at once.
      if (now + pauseMs >= repeat.deadlineAt) return false
      bytes += repeat.bytes
      repeat.waiting = { code: setback.code, ticket: times.add(now + pauseMs, id) }
      return true
    },
    release(repeat) {
      if (!repeat.waiting) return
      times.remove(repeat.waiting.ticket)
      repeat.waiting = undefined
      bytes -= repeat.bytes
    },
    popDue: (now) => times.popDue(now),
    next: () => times.next(),
  }
}
