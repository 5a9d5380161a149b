/** Whether a loop still beats. */
import { manualClock } from '@errand/timing'
import { expect, it } from 'vitest'
import { Pulse } from '../../src/launch/pulse.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function scene(intervalMs = 100) {
  const clock = manualClock()
  const pulse = new Pulse(clock, intervalMs)
  let silences = 0
  return {
    clock,
    pulse,
    ask: () => pulse.unlessItBeats(() => silences++),
    silencesAfter: async (ms: number) => {
      clock.advance(ms)
      await turn()
      await turn()
      return silences
    },
  }
}

it('is silent when two heartbeats have not come', async () => {
  const { ask, silencesAfter } = scene()
  ask()
  ask()
  expect(await silencesAfter(199)).toBe(0)
  expect(await silencesAfter(1)).toBe(1)
})

it('is not silent where one comes, even at the last moment', async () => {
  const { pulse, clock, ask, silencesAfter } = scene()
  ask()
  clock.advance(200)
  pulse.beat()
  expect(await silencesAfter(1000)).toBe(0)
  ask()
  expect(await silencesAfter(200)).toBe(1)
})

it('is never silent where there are no heartbeats', async () => {
  const { ask, silencesAfter } = scene(0)
  ask()
  expect(await silencesAfter(1_000_000)).toBe(0)
})
