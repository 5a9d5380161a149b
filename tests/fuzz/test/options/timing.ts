/** The functions that deal with time. */
import { alarm, backoff, deadlineHeap, manualClock, systemClock } from '@errand/timing'
import { optionNames } from './option-names.js'
import type { Surfaces } from './surface.js'

type Arguments = Readonly<Record<string, never>>

const nothing = (): void => undefined

/** The arguments by name, or none where they were replaced as a whole. */
function argumentsOf(given: unknown): Arguments {
  return (typeof given === 'object' && given !== null ? given : {}) as Arguments
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
      const { attempt = 1 as never, random = 0 as never } = argumentsOf(given)
      void backoff().delayMs(attempt, random)
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
    use: (given) => manualClock().advance(argumentsOf(given)['byMs'] ?? (0 as never)),
  },
  'manualClock.advanceTo': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => manualClock().advanceTo(argumentsOf(given)['atMs'] ?? (0 as never)),
  },
  'clocks.setTimer': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => {
      for (const clock of [systemClock, manualClock()])
        clock.setTimer(argumentsOf(given)['atMs'] ?? (0 as never), nothing, { keepsProcessAlive: false }).cancel()
    },
  },
  'alarm.set': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => {
      const wakeUp = alarm(systemClock, nothing, { keepsProcessAlive: false })
      try {
        wakeUp.set(argumentsOf(given)['atMs'])
      } finally {
        wakeUp.close()
      }
    },
  },
  'deadlineHeap.add': {
    options: ['atMs'],
    good: () => ({ atMs: 1 }),
    use: (given) => void deadlineHeap().add(argumentsOf(given)['atMs'] ?? (0 as never), 1),
  },
}
