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

function pauseMsOf(whenOverloaded: WhenOverloaded, repeat: Repeat, setback: Setback): number | undefined {
  const { code, retryAfterMs = overloadedPauseMs } = setback
  if (code === 'overloaded' && whenOverloaded === 'wait') return Math.max(retryAfterMs, pauseMsMin)
  if (code === 'unknown-target' && repeat.wasLost) return unknownTargetPauses.delayMs(++repeat.delays, 0)
  return undefined
}

/** @param bytesMax what all that wait may take in memory */
export function waitingRequests(whenOverloaded: WhenOverloaded, bytesMax: number): WaitingRequests {
  const times = deadlineHeap<number>()
  let bytes = 0

  return {
    putOff(id, repeat, setback, now) {
      const pauseMs = pauseMsOf(whenOverloaded, repeat, setback)
      if (pauseMs === undefined || bytes + repeat.bytes > bytesMax) return false
      // It would be sent again when it has ended: better that it fails at once.
      if (now + pauseMs >= repeat.deadlineAt) return false
      bytes += repeat.bytes
      repeat.waiting = { code: setback.code, entry: times.add(now + pauseMs, id) }
      return true
    },
    release(repeat) {
      if (!repeat.waiting) return
      times.remove(repeat.waiting.entry)
      repeat.waiting = undefined
      bytes -= repeat.bytes
    },
    popDue: (now) => times.popDue(now),
    next: () => times.next(),
  }
}
