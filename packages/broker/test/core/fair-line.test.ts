/** The line of one target: order within a flow, turns between flows, by what their tasks cost. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Clients } from '../../src/core/clients/clients.js'
import { FairLine } from '../../src/core/queue/fair-line.js'
import type { Task } from '../../src/core/state/state.js'
import { bytesOf, newTask } from '../../src/core/state/task.js'

const clients = new Clients()

function task(client: string, id: number, bytes = 0): Task {
  const record = { kind: 'request', target: 'worker.1', deadlineMs: 1, attempts: 1, metadata: '', codec: 'j' } as const
  return newTask(clients.open(client), { ...record, id, body: ' '.repeat(bytes) }, record.target, 0)
}

function take(line: FairLine): Task | undefined {
  const taken = line.shift()
  if (taken) taken.state = 'leased'
  return taken
}

function takeAll(line: FairLine): Task[] {
  const taken: Task[] = []
  for (let next = take(line); next; next = take(line)) taken.push(next)
  return taken
}

function fill(line: FairLine, client: string, count: number, bytes = 0): void {
  for (let id = 1; id <= count; id++) line.push(task(client, id, bytes))
}

const namesOf = (tasks: readonly Task[]): string[] => tasks.map(({ client }) => client.id)

describe('a fair line', () => {
  it('lets a client with one request pass one with ten thousand', () => {
    const line = new FairLine()
    fill(line, 'many', 10_000)
    take(line)
    fill(line, 'one', 1)
    expect(namesOf(takeAll(line)).indexOf('one')).toBeLessThan(8)
  })

  it('gives clients of small tasks as many turns each', () => {
    const line = new FairLine()
    for (const client of ['a', 'b', 'c']) fill(line, client, 100)
    const first = namesOf(takeAll(line).slice(0, 120))
    for (const client of ['a', 'b', 'c'])
      expect(Math.abs(first.filter((name) => name === client).length - 40)).toBeLessThanOrEqual(4)
  })

  it('gives a client of large tasks as many bytes as the others, not as many tasks', () => {
    const line = new FairLine()
    fill(line, 'large', 50, 63 * 1024)
    fill(line, 'small', 5000)
    const taken = takeAll(line)
    const largeUpTo = (count: number): number =>
      namesOf(taken.slice(0, count)).filter((name) => name === 'large').length
    // Of a small task 1 KiB is counted, of a large one 64: a large one for 64 small ones.
    expect(largeUpTo(650)).toBeGreaterThanOrEqual(8)
    expect(largeUpTo(650)).toBeLessThanOrEqual(12)
    expect(taken).toHaveLength(5050)
  })

  it('counts the sockets of one peer as one client', () => {
    const line = new FairLine()
    for (let count = 1; count <= 9; count++) fill(line, `worker.4#k3v9/${count}`, 20)
    fill(line, 'main', 20)
    const upToLast = namesOf(takeAll(line))
    expect(upToLast.findLastIndex((name) => name === 'main')).toBeLessThan(50)
  })

  it('puts what comes back in front of its own flow', () => {
    const line = new FairLine()
    fill(line, 'a', 3)
    const first = take(line) as Task
    first.state = 'queued'
    line.pushFront(first)
    expect(takeAll(line).map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('saves nothing up for a client that has nothing here', () => {
    const line = new FairLine()
    fill(line, 'a', 1)
    takeAll(line)
    fill(line, 'b', 50)
    fill(line, 'a', 50)
    const first = namesOf(takeAll(line).slice(0, 16))
    expect(first.filter((name) => name === 'a').length).toBeLessThanOrEqual(8)
  })

  it('loses none, doubles none, keeps the order of each flow, and counts what it has', () => {
    const anyOperation = fc.oneof(
      { weight: 5, arbitrary: fc.record({ client: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat(9000) }) },
      { weight: 3, arbitrary: fc.constant('take' as const) },
      { weight: 1, arbitrary: fc.constant('drop' as const) },
    )
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 120 }), (operations) => {
        const line = new FairLine()
        const waiting: Task[] = []
        const taken: Task[] = []
        let id = 0
        for (const operation of operations) {
          if (operation === 'take') {
            const next = take(line)
            if (next) taken.push(...waiting.splice(waiting.indexOf(next), 1))
          } else if (operation === 'drop') {
            const dropped = waiting.splice(waiting.length >> 1, 1)[0]
            if (dropped) line.drop(dropped)
            if (dropped) dropped.state = 'ended'
          } else {
            waiting.push(task(operation.client, ++id, operation.bytes))
            line.push(waiting.at(-1) as Task)
          }
          expect(line.size).toBe(waiting.length)
          expect(line.bytes).toBe(waiting.reduce((sum, one) => sum + bytesOf(one), 0))
        }
        taken.push(...takeAll(line))
        for (const client of ['a', 'b', 'c']) {
          const ids = taken.filter((one) => one.client.id === client).map((one) => one.id)
          expect(ids).toEqual(ids.toSorted((x, y) => x - y))
        }
        expect(new Set(taken).size).toBe(taken.length)
      }),
    )
  })
})
