/**
 * Time for errand: the clock port and its two clocks, and what programs with many deadlines build on it.
 *
 * @example
 * ```ts
 * import { alarm, deadlineHeap, manualClock } from '@errand/timing'
 *
 * const clock = manualClock() // systemClock, in a program
 * const deadlines = deadlineHeap<string>()
 * const wakeUp = alarm(clock, (nowMs) => {
 *   for (let late = deadlines.popDue(nowMs); late !== undefined; late = deadlines.popDue(nowMs)) {
 *     console.log(`${late} is late`)
 *   }
 *   wakeUp.set(deadlines.next())
 * })
 *
 * const first = deadlines.add(clock.now() + 1_000, 'request 1')
 * deadlines.add(clock.now() + 2_000, 'request 2')
 * wakeUp.set(deadlines.next())
 *
 * deadlines.remove(first) // answered in time
 * clock.advance(2_000) // prints: request 2 is late
 * ```
 *
 * @packageDocumentation
 */
export type { Alarm } from './alarm.js'
export type { Backoff, BackoffJitter, BackoffOptions } from './backoff.js'
export type { Clock, Timer, TimerOptions } from './clock.js'
export type { DeadlineHeap, DeadlineTicket } from './deadline-heap.js'
export type { ManualClock, ManualClockOptions } from './manual-clock.js'
export type { TimingErrorCode } from './timing-error.js'

export { alarm } from './alarm.js'
export { backoff } from './backoff.js'
export { timerMsMax } from './clock.js'
export { deadlineHeap } from './deadline-heap.js'
export { manualClock } from './manual-clock.js'
export { systemClock } from './system-clock.js'
export { TimingError } from './timing-error.js'
