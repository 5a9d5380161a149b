/** What it costs a shell to set its alarm after every request: a thousand requests a call. */
import { bench, describe } from 'vitest'
import { alarm } from '../src/alarm.js'
import { systemClock } from '../src/system-clock.js'

const requestsPerCall = 1_000

describe('1000 times', () => {
  const bell = alarm(systemClock, () => undefined, { keepsProcessAlive: false })
  let atMs = systemClock.now() + 30_000

  bench('set an alarm to a later time', () => {
    for (let request = 0; request < requestsPerCall; request += 1) bell.set((atMs += 0.005))
  })

  bench('set an alarm, and set it off', () => {
    for (let request = 0; request < requestsPerCall; request += 1) {
      bell.set((atMs += 0.005))
      bell.set(undefined)
    }
  })

  bench('set a timer of the system clock, and cancel it', () => {
    for (let request = 0; request < requestsPerCall; request += 1) {
      systemClock.setTimer((atMs += 0.005), () => undefined).cancel()
    }
  })
})
