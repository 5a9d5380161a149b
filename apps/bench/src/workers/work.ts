/** What every system's workers do with a body before they send it back. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Setup } from '../scenarios/setup.js'

const waitMs = 5

export type Work = <Body>(body: Body) => Body | Promise<Body>

export function workOf({ handler, spinRounds }: Setup): Work {
  switch (handler) {
    case 'nothing':
      return (body) => body
    case 'cpu':
      return (body) => {
        spin(spinRounds)
        return body
      }
    case 'wait':
      return async (body) => {
        await delay(waitMs)
        return body
      }
    case 'hold':
      return () => new Promise(() => {})
  }
}

/** Computes without a look at the clock: who is interrupted has no less to do. */
export function spin(rounds: number): number {
  let state = 1
  for (let round = 0; round < rounds; round++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
  return state
}
