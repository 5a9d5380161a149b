/** How callers are told of what goes wrong: in the words of the contract, and from where they asked. */
import { RequestError } from '@errand/requests'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { clientOf, type Contract, contractService, defineContract, stream, task } from '../src/index.js'
import { Loopback } from './loopback.js'

const contract = defineContract('shop', {
  total: task<number[], number>(),
  fail: task(),
  count: stream<number, number>(),
})
const asked = Loopback.serving(contract, {
  total: (prices) => prices.reduce((sum, price) => sum + price, 0),
  fail: () => {
    throw new TypeError('it cannot be done')
  },
  count: () => undefined,
})
const client = clientOf(contract, asked)

function errorOf(asking: Promise<unknown>): Promise<RequestError> {
  return asking.then(
    () => {
      throw new Error('it was answered')
    },
    (error: unknown) => error as RequestError,
  )
}

async function buyEverything(): Promise<void> {
  await client.fail()
}

async function handOver(): Promise<void> {
  await client.fail.send()
}

describe('the stack of an error', () => {
  it('has who asked, and what the handler threw behind it', async () => {
    const error = await errorOf(buyEverything())
    expect(error).toBeInstanceOf(RequestError)
    expect(error.stack).toMatch(/^RequestError: TypeError: it cannot be done\n\s+at (async )?buyEverything /)
    expect(error.stack).not.toContain('src/calling')
    expect(error.cause).toMatchObject({ stack: expect.stringContaining('contract-service') as string })
  })

  it('stays as it is where nobody awaits', async () => {
    const error = await new Promise<RequestError>((resolve) => void client.fail().catch(resolve))
    expect(error.stack).toMatch(/^RequestError: .*\n\s+at /)
  })

  it('has who handed work over', async () => {
    expect((await errorOf(handOver())).stack).toMatch(/at (async )?handOver /)
  })
})

/** Each of its tasks answers 1. */
function served(name: string, tasks: Contract['tasks'], version = '1'): Loopback {
  const theirs = defineContract(name, tasks, { version })
  const handlers = Object.fromEntries(Object.keys(tasks).map((each) => [each, () => 1]))
  return new Loopback(contractService(theirs, handlers as never))
}

describe('a worker with another contract', () => {
  const ours = defineContract('shop', { total: task({ input: z.number() }), list: task() })
  const differences: readonly (readonly [theirs: Loopback, message: string])[] = [
    [
      served('shop', { total: task({ input: z.string() }), list: task() }),
      'the schemas, the kind or the codec of total differ',
    ],
    [served('shop', { list: task() }), 'the worker has no total'],
    [served('shop', { list: task(), sell: task() }), 'the worker has no total; the caller has no sell'],
    [served('shop', ours.tasks, '2'), 'the caller has version 1, the worker version 2'],
    [served('shop', { total: task({ input: z.number(), codec: 'json' }), list: task() }), 'the codec of total differ'],
  ]

  it.each(differences)('says how the two differ: $1', async (theirs, message) => {
    const error = await errorOf(clientOf(ours, theirs).total(1))
    expect(error).toMatchObject({ code: 'contract-mismatch', mayHaveRun: false, contract: { name: 'shop' } })
    expect(error.message).toMatch(/^shop\.total is not served as it is asked for: /)
    expect(error.message).toContain(message)
    expect(error.message).toMatch(/Let both sides import the same contract$/)
  })

  it('answers the tasks that are the same', async () => {
    const theirs = served('shop', { list: task(), sell: task() })
    expect(await clientOf(ours, theirs).list()).toBe(1)
  })
})

describe('a caller', () => {
  it('asks three times for what may safely run twice, where it does not say', async () => {
    const safe = defineContract('safe', { look: task({ idempotent: true }), change: task() })
    const service = Loopback.serving(safe, { look: () => undefined, change: () => undefined })
    const caller = clientOf(safe, service)
    await caller.look()
    await caller.look(undefined, { attempts: 1 })
    await caller.look(undefined, { attempts: undefined })
    await caller.change()
    expect(service.requests.map(({ options }) => options?.attempts)).toEqual([3, 1, 3, undefined])
  })

  it.each([5, null, {}, undefined])('refuses to map %j', async (inputs) => {
    const loop = client.total.map(inputs as never)
    await expect(loop.next()).rejects.toMatchObject({ code: 'invalid-option', message: /^what is mapped is / })
  })

  it('asks each worker, and tells what became of each', async () => {
    expect(await client.total.broadcast([1, 2])).toEqual([{ worker: 'worker.1', status: 'fulfilled', value: 3 }])
    expect(await client.fail.broadcast()).toMatchObject([
      { worker: 'worker.1', status: 'rejected', reason: { code: 'handler-failed' } },
    ])
  })
})
