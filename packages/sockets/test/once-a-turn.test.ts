/** What is asked for often is done once. */
import { expect, it } from 'vitest'
import { onceATurn } from '../src/once-a-turn.js'
import { turn } from './records.js'

it('is done at the end of the turn, once, and again when it is asked for again', async () => {
  let times = 0
  const ask = onceATurn(() => times++)
  for (const wanted of [1, 2]) {
    ask()
    ask()
    expect(times).toBe(wanted - 1)
    await turn()
    expect(times).toBe(wanted)
  }
  await turn()
  expect(times).toBe(2)
})
