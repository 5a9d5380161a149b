/** The list of pending requests: each ends once, and nothing of it is left behind. */
import { describe, expect, it } from 'vitest'
import { type PendingRequest, pendingRequests } from '../src/core/pending-requests.js'

const newRequest = (): PendingRequest => ({ id: 0, deadline: undefined })

describe('pending requests', () => {
  it('end by their number, by their deadline, or as the oldest, each once', () => {
    const pending = pendingRequests()
    const all = [30, 20, 10].map((deadlineAt) => [newRequest(), deadlineAt] as const)
    const [a, b, c] = all.map(([request, deadlineAt]) => pending.open(request, deadlineAt)) as [number, number, number]
    const [first, second, third] = all.map(([request]) => request)
    expect([pending.size, pending.nextDeadline()]).toEqual([3, 10])
    expect(pending.ids()).toEqual([a, b, c])
    expect(pending.popDue(9)).toBeUndefined()
    expect(pending.popDue(10)).toBe(c)
    expect(pending.popDue(10)).toBeUndefined()
    expect(pending.get(c)).toBe(third)
    expect([pending.end(c), pending.end(b)]).toEqual([third, second])
    expect(pending.get(a)).toBe(first)
    expect([pending.get(b), pending.end(b), pending.ids()]).toEqual([undefined, undefined, [a]])
  })

  it('keep no deadline of one that has ended', () => {
    const pending = pendingRequests()
    const ids = [10, 20, 30].map((deadlineAt) => pending.open(newRequest(), deadlineAt))
    for (const id of ids) pending.end(id)
    expect([pending.size, pending.nextDeadline()]).toEqual([0, undefined])
  })
})
