/** Which tasks a worker of the JSON profile is taken not to answer any more. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type TasksInHand, tasksInHand } from '../src/json/tasks-in-hand.js'

describe('the tasks in hand of a worker without cancellation', () => {
  let givenUp: number[]
  let inHand: TasksInHand

  beforeEach(() => {
    givenUp = []
    inHand = tasksInHand(3, (lease) => givenUp.push(lease))
  })

  function give(...leases: number[]): void {
    for (const lease of leases) inHand.given(lease)
  }

  it('are waited for as long as somebody waits', () => {
    give(1, 2, 3)
    inHand.answered(3)
    expect(givenUp).toEqual([])
  })

  it('are given up where nobody waits and a later one was answered', () => {
    give(1, 2, 3)
    inHand.abandoned(1, true)
    inHand.abandoned(2, true)
    expect(givenUp).toEqual([])
    inHand.answered(3)
    expect(givenUp).toEqual([1, 2])
  })

  it('are not given up for an earlier answer', () => {
    give(1, 2)
    inHand.abandoned(2, true)
    inHand.answered(1)
    expect(givenUp).toEqual([])
    inHand.answered(2)
    expect(givenUp).toEqual([])
  })

  it('make room for one more where all of them are abandoned', () => {
    give(1, 2, 3)
    for (const lease of [1, 2, 3]) inHand.abandoned(lease, true)
    expect(givenUp).toEqual([1])
    give(4)
    inHand.abandoned(4, true)
    expect(givenUp).toEqual([1, 2])
    give(5)
    inHand.answered(5)
    expect(givenUp).toEqual([1, 2, 3, 4])
  })

  it('make no room as long as the worker does not take what it is sent', () => {
    give(1, 2, 3)
    for (const lease of [1, 2, 3]) inHand.abandoned(lease, false)
    expect(givenUp).toEqual([])
    inHand.answered(2)
    expect(givenUp).toEqual([1])
  })

  it('count once, whatever is said of them how often', () => {
    give(1, 2, 3)
    for (const lease of [1, 1, 1, 99]) inHand.abandoned(lease, true)
    expect(givenUp).toEqual([])
    inHand.answered(1)
    inHand.answered(1)
    inHand.abandoned(2, true)
    inHand.abandoned(3, true)
    expect(givenUp).toEqual([])
  })

  it('are forgotten with the worker', () => {
    give(1, 2)
    inHand.abandoned(1, true)
    inHand.clear()
    give(3, 4, 5)
    for (const lease of [3, 4]) inHand.abandoned(lease, true)
    inHand.answered(2)
    expect(givenUp).toEqual([])
    inHand.answered(5)
    expect(givenUp).toEqual([3, 4])
  })
})
