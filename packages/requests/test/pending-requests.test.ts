/** The list of pending requests: each ends once, and nothing of it is left behind. */
import { describe, expect, it } from 'vitest'
import { pendingRequests } from '../src/core/pending-requests.js'

describe('pending requests', () => {
  it('end by their number, by their deadline, or as the oldest, each once', () => {
    const pending = pendingRequests<{ name: string }>()
    const [a, b, c] = ['a', 'b', 'c'].map((name, at) => pending.open({ name }, 30 - at * 10)) as [
      number,
      number,
      number,
    ]
    expect([pending.size, pending.nextDeadline()]).toEqual([3, 10])
    expect(pending.ids()).toEqual([a, b, c])
    expect(pending.popDue(9)).toBeUndefined()
    expect(pending.popDue(10)).toBe(c)
    expect(pending.popDue(10)).toBeUndefined()
    expect(pending.get(c)).toEqual({ name: 'c' })
    expect([c, b].map((id) => pending.end(id))).toEqual([{ name: 'c' }, { name: 'b' }])
    expect([pending.get(a), pending.get(b), pending.end(b), pending.ids()]).toEqual([
      { name: 'a' },
      undefined,
      undefined,
      [a],
    ])
  })

  it('keep no deadline of one that has ended', () => {
    const pending = pendingRequests<object>()
    const ids = [10, 20, 30].map((deadlineAt) => pending.open({}, deadlineAt))
    for (const id of ids) pending.end(id)
    expect([pending.size, pending.nextDeadline()]).toEqual([0, undefined])
  })
})
