/** What may wait, for a target and of a client, and what those are told who come when it is too much. */
import { describe, expect, it } from 'vitest'
import type { QueueLimits } from '../../src/core/queue/task-queue.js'
import { CoreScene } from './core-scene.js'

/** A worker that takes nothing, so that all waits. */
function scene(limits: Partial<QueueLimits>): CoreScene {
  const made = new CoreScene(limits)
  made.lane('worker.1', { slots: 0 })
  made.lane('worker.2', { slots: 0 })
  return made
}

/** A body whose JSON has so many bytes. */
const bodyOf = (bytes: number): string => 'x'.repeat(bytes - 2)

describe('a limit of what waits', () => {
  it('by number, holds for each target', () => {
    const { requests, core, words } = bound(scene({ queuedPerTargetMax: 2 }))
    requests(3, 'worker.1')
    requests(2, 'worker.2')
    expect(words()).toEqual(['3 overloaded'])
    expect(core.queued).toBe(4)
  })

  it('by bytes, holds for each target', () => {
    const { requests, words } = bound(scene({ queuedBytesPerTargetMax: 100 }))
    requests(2, 'worker.1', { body: bodyOf(40) })
    requests(1, 'worker.1', { body: bodyOf(30) })
    requests(1, 'worker.1', { body: bodyOf(20) })
    requests(1, 'worker.2', { body: bodyOf(100) })
    expect(words()).toEqual(['3 overloaded'])
  })

  it('by number, holds for each client, whatever it asks', () => {
    const { requests, words } = bound(scene({ queuedPerClientMax: 2 }))
    requests(1, 'worker.1', { client: 'greedy' })
    requests(2, 'worker.2', { client: 'greedy' })
    requests(1, 'worker.2', { client: 'modest' })
    expect(words()).toEqual(['3 overloaded'])
  })

  it('by bytes, holds for each client', () => {
    const { requests, words } = bound(scene({ queuedBytesPerClientMax: 100 }))
    requests(2, 'worker.1', { client: 'greedy', body: bodyOf(60) })
    requests(1, 'worker.1', { client: 'modest', body: bodyOf(60) })
    expect(words()).toEqual(['2 overloaded'])
  })

  it('holds for all sockets of one peer together', () => {
    const { requests, words } = bound(scene({ queuedPerClientMax: 2 }))
    for (const count of [1, 2, 3]) requests(1, 'worker.1', { client: `worker.4#k3v9/${count}` })
    expect(words()).toEqual(['3 overloaded'])
  })

  it('by bytes, holds for all together', () => {
    const { requests, words } = bound(scene({ queuedBytesMax: 100 }))
    requests(1, 'worker.1', { client: 'a', body: bodyOf(60) })
    requests(1, 'worker.2', { client: 'b', body: bodyOf(60) })
    expect(words()).toEqual(['2 overloaded'])
  })

  it('says which it was, and that nothing has run', () => {
    const made = scene({ queuedPerClientMax: 1 })
    made.requests(2, 'worker.1')
    expect(made.detailTo(2)).toMatchObject({ message: '1 requests of this client wait', retryAfterMs: 100 })
  })

  it('makes room as what waits is given out, taken back, or ends', () => {
    const made = new CoreScene({ queuedPerClientMax: 2 })
    const lane = made.lane('worker.1', { slots: 1 })
    made.requests(3, 'worker.1', { deadlineMs: 50 })
    expect(made.outcomesOf(made.request('worker.1'))).toEqual(['overloaded'])
    lane.reply()
    expect(made.outcomesOf(made.request('worker.1'))).toEqual([])
    made.core.cancel('client', 3, made.now)
    expect(made.outcomesOf(made.request('worker.1'))).toEqual([])
    made.assertNoFaults()
    made.tickAt(30_000)
    expect(made.core.open).toBe(0)
    made.assertNoFaults()
  })
})

describe('the time after which trying again is worth it', () => {
  it('is that in which a tenth of the queue is worked off, by the pace so far', () => {
    const made = new CoreScene({ queuedPerTargetMax: 1000 })
    const lane = made.lane('worker.1', { slots: 1 })
    made.requests(1001, 'worker.1', { deadlineMs: 1e6 })
    // A hundred tasks, one in each 4 ms.
    for (let at = 0; at < 100; at++) {
      made.now += 4
      lane.reply()
    }
    made.requests(100, 'worker.1', { deadlineMs: 1e6 })
    const refused = made.request('worker.1')
    expect(made.outcomesOf(refused)).toEqual(['overloaded'])
    expect(made.detailTo(refused)).toMatchObject({ retryAfterMs: 400 })
  })
})

function bound(made: CoreScene): {
  requests: CoreScene['requests']
  core: CoreScene['core']
  words: () => string[]
} {
  return { requests: (...args) => made.requests(...args), core: made.core, words: () => made.words }
}
