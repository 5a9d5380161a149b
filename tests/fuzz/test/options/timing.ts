/** The functions that deal with time. */
import { alarm, backoff, deadlineHeap, manualClock, systemClock } from '@errand/timing'
import { optionNames } from './option-names.js'
import type { Surfaces } from './surface.js'

const nothing = (): void => undefined

/** An argument, or a good one where the arguments were replaced as a whole. */
function argument(given: unknown, name: string, standard: number): never {
  const isThere = typeof given === 'object' && given !== null && name in given
  return (isThere ? (given as Record<string, unknown>)[name] : standard) as never
}

export const timing: Surfaces = {
  backoff: {
    options: optionNames('timing', 'BackoffOptions'),
    good: () => ({}),
    use: (options) => void backoff(options as object).delayMs(1, 0),
  },
  'backoff.delayMs': {
    options: ['attempt', 'random'],
    good: () => ({ attempt: 1, random: 0.5 }),
    use: (given) => {
      void backoff().delayMs(argument(given, 'attempt', 1), argument(given, 'random', 0))
    },
  },
  manualClock: {
    options: optionNames('timing', 'ManualClockOptions'),
    good: () => ({}),
    use: (options) => void manualClock(options as object).now(),
  },
  'manualClock.advance': {
    options: ['byMs'],
    good: () => ({ byMs: 1 }),
    use: (given) => manualClock().advance(argument(given, 'byMs', 0)),
  },
  'manualClock.advanceTo': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => manualClock().advanceTo(argument(given, 'atMs', 0)),
  },
  'clocks.setTimer': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => {
      for (const clock of [systemClock, manualClock()])
        clock.setTimer(argument(given, 'atMs', 0), nothing, { keepsProcessAlive: false }).cancel()
    },
  },
  'alarm.set': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => {
      const wakeUp = alarm(systemClock, nothing, { keepsProcessAlive: false })
      try {
        wakeUp.set(argument(given, 'atMs', 0))
      } finally {
        wakeUp.close()
      }
    },
  },
  'deadlineHeap.add': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => void deadlineHeap().add(argument(given, 'atMs', 0), 1),
  },
}
