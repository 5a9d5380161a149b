/** Waits for what tells nobody when it happens: a count of the system, a broker's statistics. Everything else has an event. */
import { setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '@errand/timing'

/** Between two looks. */
const pauseMs = 5

/** @returns whether it came to be so within the time */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const latest = systemClock.now() + withinMs
  while (!(await isSo())) {
    if (systemClock.now() > latest) return false
    await delay(pauseMs)
  }
  return true
}
