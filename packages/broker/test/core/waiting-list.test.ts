/** The list of tasks that wait for one target, against an array; and the memory that it holds. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Clients } from '../../src/core/clients/clients.js'
import { WaitingList } from '../../src/core/queue/waiting-list.js'
import type { Task } from '../../src/core/state/state.js'
import { newTask } from '../../src/core/state/task.js'

function task(id: number): Task {
  const record = { kind: 'request', target: 'worker.1', deadlineMs: 1, attempts: 1, metadata: '', codec: '' } as const
  return newTask(new Clients().open('client'), { ...record, id, body: '' }, record.target, 0)
}

/** As the core does it: dropped first, ended then. */
function drop(list: WaitingList, dropped: Task): void {
  list.drop(dropped)
  dropped.state = 'ended'
}

function take(list: WaitingList): Task | undefined {
  const taken = list.shift()
  if (taken) taken.state = 'leased'
  return taken
}

type Step =
  | { readonly kind: 'push' }
  | { readonly kind: 'shift' }
  | { readonly kind: 'putBack' }
  | { readonly kind: 'drop'; readonly which: number }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'push' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'shift' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'putBack' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('drop' as const), which: fc.nat({ max: 50 }) }) },
)

/** The list beside an array that does the same. */
class Pair {
  readonly list = new WaitingList()
  readonly #model: Task[] = []
  readonly #taken: Task[] = []
  #lastId = 0

  apply(step: Step): void {
    if (step.kind === 'push') this.#push()
    else if (step.kind === 'shift') this.shift()
    else if (step.kind === 'putBack') this.#putBack()
    else this.#drop(step.which)
    assert.equal(this.list.size, this.#model.length)
    assert.ok(this.list.entries <= 4 * this.list.size + 100)
  }

  shift(): Task | undefined {
    const expected = this.#model.shift()
    const taken = take(this.list)
    assert.equal(taken, expected)
    if (taken) this.#taken.push(taken)
    return taken
  }

  #push(): void {
    const pushed = task(++this.#lastId)
    this.#model.push(pushed)
    this.list.push(pushed)
  }

  #putBack(): void {
    const back = this.#taken.pop()
    if (!back) return
    back.state = 'queued'
    this.#model.unshift(back)
    this.list.pushFront(back)
  }

  #drop(which: number): void {
    const [dropped] = this.#model.splice(which % Math.max(1, this.#model.length), 1)
    if (dropped) drop(this.list, dropped)
  }
}

it('gives out what an array would, whatever is taken, put back and dropped', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400, size: 'max' }), (steps) => {
      const pair = new Pair()
      for (const step of steps) pair.apply(step)
      while (pair.shift());
      expect(pair.list.size).toBe(0)
    }),
  )
})

describe('the memory of the list', () => {
  it('is next to none when nothing waits, however much went through', () => {
    const list = new WaitingList()
    for (let id = 1; id <= 5000; id++) {
      list.push(task(id))
      take(list)
    }
    expect(list.entries).toBeLessThan(50)
  })

  it('follows what waits while the list is never empty', () => {
    const list = new WaitingList()
    for (let id = 1; id <= 10; id++) list.push(task(id))
    for (let id = 11; id <= 5000; id++) {
      list.push(task(id))
      take(list)
    }
    expect(list.size).toBe(10)
    expect(list.entries).toBeLessThan(100)
  })

  it('follows what waits where nothing is taken and what comes is dropped', () => {
    const list = new WaitingList()
    list.push(task(0))
    for (let id = 1; id <= 5000; id++) {
      const dropped = task(id)
      list.push(dropped)
      drop(list, dropped)
    }
    expect(list.size).toBe(1)
    expect(list.entries).toBeLessThan(100)
    expect(take(list)?.id).toBe(0)
  })
})
