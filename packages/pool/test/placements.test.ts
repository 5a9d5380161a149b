/** One contract, any placement: the same program with the same results, wherever its handlers run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TypedClient } from '@errand/contract'
import { type Pool, type PoolPlacement, RequestError, start } from '@errand/pool'
import { shop } from './fixtures/shop.mjs'

const module = new URL('fixtures/shop-worker.mjs', import.meta.url)
const placements: readonly PoolPlacement[] = ['inline', 'threads', 'compute', 'loops', 'processes']

describe.each(placements)('with the placement %s', (placement) => {
  let pool: Pool<typeof shop>
  let client: TypedClient<typeof shop>

  beforeAll(async () => {
    pool = await start({ contract: shop, module, placement, workers: 2, loops: 2 })
    client = pool.client
  })

  afterAll(() => pool.close())

  it('answers', async () => {
    expect(await client.total({ prices: [1, 2.5] })).toBe(3.5)
  })

  it('carries what JSON would change', async () => {
    const value = {
      bytes: new Uint8Array([1, 2, 3]),
      at: new Date(5),
      counts: new Map([['a', 1n]]),
      tags: new Set(['x']),
      nothing: undefined,
    }
    expect(await client.echo(value)).toEqual(value)
    expect(await client.echo([undefined, Number.NaN])).toEqual([undefined, Number.NaN])
    expect(Buffer.from((await client.echo(new Uint8Array([7]))) as Uint8Array)).toEqual(Buffer.from([7]))
  })

  it('refuses input that is not what the contract says, with what is wrong and where', async () => {
    const error = await client.total({ prices: [1, 'two' as never] }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ code: 'invalid-input', mayHaveRun: false, issues: [{ path: ['prices', 1] }] })
  })

  it('refuses output that is not what the contract says', async () => {
    await expect(client.wrongOutput(undefined)).rejects.toMatchObject({ code: 'invalid-output', mayHaveRun: true })
  })

  it('tells what a handler threw, with its cause and the stack of its worker', async () => {
    await expect(client.fail(undefined)).rejects.toMatchObject({
      code: 'handler-failed',
      cause: {
        name: 'TypeError',
        message: 'it cannot be done',
        stack: expect.stringContaining('shop-worker') as unknown,
        cause: { message: 'the reason', code: 'EREASON' },
      },
    })
  })

  it('names the place of what cannot be carried, where it comes from', async () => {
    await expect(client.echo({ list: [{ callback: () => 1 }] })).rejects.toMatchObject({
      code: 'bad-request',
      message: 'the input of echo: $.list[0].callback is a function: no codec carries it',
    })
    class User {
      readonly name = 'Ada'
    }
    await expect(client.echo([new User()])).rejects.toMatchObject({
      code: 'bad-request',
      message: 'the input of echo: $[0] is an instance of User, which has no toJSON: no codec carries it',
    })
    await expect(client.instance(undefined)).rejects.toMatchObject({
      code: 'bad-result',
      message: '$.user is an instance of User, which has no toJSON: no codec carries it',
      mayHaveRun: true,
    })
  })

  it('streams chunks, and the result at their end', async () => {
    const chunks: number[] = []
    const counting = client.countDown.stream(5)
    for await (const chunk of counting) chunks.push(chunk)
    expect(chunks).toEqual([5, 4, 3, 2, 1])
    expect(await counting.result).toBe('lift-off')
    expect(await client.countDown(3)).toBe('lift-off')
  })

  it('ends a generator whose reader leaves', async () => {
    for await (const chunk of client.countDown.stream(1_000_000)) if (chunk < 999_990) break
    const firehose = client.firehose.stream(undefined, { window: 2 })
    await firehose.next()
    firehose.cancel()
    expect(await client.total({ prices: [1] })).toBe(1)
  })

  it('maps many inputs, in their order', async () => {
    const inputs = Array.from({ length: 50 }, (_, at) => ({ prices: [at, at] }))
    const totals: number[] = []
    for await (const total of client.total.map(inputs, { concurrency: 8 })) totals.push(total)
    expect(totals).toEqual(inputs.map(({ prices: [price = 0] }) => 2 * price))
  })

  it('asks others from its handlers, even where every slot waits', async () => {
    const lists = [[1], [2, 3]]
    const asked = Array.from({ length: 10 }, () => client.totals({ lists }))
    expect(new Set(await Promise.all(asked))).toEqual(new Set([6]))
  })

  it('hands over work that nobody waits for, and asks every worker', async () => {
    await client.total.send({ prices: [1] })
    const answers = await client.who.broadcast(undefined)
    expect(answers.map(({ worker, status }) => [worker, status])).toEqual([
      ['worker.1', 'fulfilled'],
      ['worker.2', 'fulfilled'],
    ])
  })

  it('ends requests by their deadlines and their signals, and tells of progress', async () => {
    await expect(client.wait(undefined, { deadlineMs: 30 })).rejects.toMatchObject({ code: 'deadline' })
    const controller = new AbortController()
    const waiting = client.wait(undefined, { signal: controller.signal })
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    const heard: unknown[] = []
    await client.steps({ count: 2 }, { onProgress: (progress) => heard.push(progress) })
    expect(heard).toEqual([
      { at: 1, of: 2 },
      { at: 2, of: 2 },
    ])
  })

  it('goes to the worker that is named', async () => {
    expect(await client.who(undefined, { to: 'worker.2' })).toMatchObject({ worker: 'worker.2' })
  })
})
