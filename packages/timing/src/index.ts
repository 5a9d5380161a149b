/**
 * Time for errand: the clock port and its two clocks, and what programs with many deadlines build on it.
 *
 * @example
 * ```ts
 * const clock = manualClock();
 * const deadlines = deadlineHeap<string>();
 * const wakeUp = alarm(clock, (nowMs) => console.log(deadlines.popDue(nowMs)));
 *
 * deadlines.add(30_000, 'request 1');
 * wakeUp.set(deadlines.next());
 * clock.advance(30_000); // prints "request 1"
 * ```
 *
 * @packageDocumentation
 */
export type { Alarm } from './alarm.js'
export type { Backoff, BackoffJitter, BackoffOptions } from './backoff.js'
export type { Clock, Timer, TimerOptions } from './clock.js'
export type { DeadlineEntry } from './deadline.js'
export type { DeadlineHeap } from './deadline-heap.js'
export type { ManualClock, ManualClockOptions } from './manual-clock.js'
export type { TimingErrorCode } from './timing-error.js'

export { alarm } from './alarm.js'
export { backoff } from './backoff.js'
export { deadlineHeap } from './deadline-heap.js'
export { manualClock } from './manual-clock.js'
export { systemClock } from './system-clock.js'
export { TimingError } from './timing-error.js'
