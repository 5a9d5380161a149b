/** What a pool is started with, as its workers have it, wherever they run; and handlers that were written in a hurry. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TypedClient } from '@errand/contract'
import { defineContract, type Pool, type PoolOptions, type PoolPlacement, start, task } from '@errand/pool'
import { careless } from './fixtures/careless.mjs'

const module = new URL('fixtures/careless-worker.mjs', import.meta.url)
const launched: readonly PoolPlacement[] = ['threads', 'compute', 'loops', 'processes']

/** One worker: what became of it shows. */
function startOne(
  placement: PoolPlacement,
  more: Partial<PoolOptions<typeof careless>>,
): Promise<Pool<typeof careless>> {
  return start({ contract: careless, module, placement, workers: 1, loops: 1, ...more })
}

async function whoAsks(client: TypedClient<typeof careless>): Promise<void> {
  await client.checked(5 as never)
}

async function readAll(chunks: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = []
  for await (const chunk of chunks) read.push(chunk)
  return read
}

describe.each<PoolPlacement>(['inline', ...launched])('with the placement %s', (placement) => {
  let pool: Pool<typeof careless>
  let client: TypedClient<typeof careless>

  beforeAll(async () => {
    pool = await startOne(placement, { data: { from: 'main' }, validateAtClient: true })
    client = pool.client
  })

  afterAll(() => pool.close())

  it('has all chunks of a handler that does not wait for them, and then the result', async () => {
    const flood = client.flood.stream(500, { window: 4 })
    expect(await readAll(flood)).toHaveLength(500)
    expect(await flood.result).toBe('all sent')
  })

  it('tells of a chunk that is not what the contract says, though the handler never asked', async () => {
    const wrong = client.wrongChunk.stream()
    await expect(readAll(wrong)).rejects.toMatchObject({ code: 'invalid-output' })
    await expect(wrong.result).rejects.toMatchObject({ code: 'invalid-output' })
  })

  it('has the result of a stream that nobody reads', async () => {
    expect(await client.counted.stream(3).result).toBe('counted')
  })

  it('checks what takes its time at both ends, of requests and of streams', async () => {
    expect(await client.checked('fine')).toBe('fine')
    await expect(client.checked('refused')).rejects.toMatchObject({ code: 'invalid-input', mayHaveRun: false })
    expect(await readAll(client.counted.stream(3))).toEqual([1, 2, 3])
    const refused = client.counted.stream('refused' as never)
    await expect(readAll(refused)).rejects.toMatchObject({ code: 'invalid-input', mayHaveRun: false })
    await expect(refused.result).rejects.toMatchObject({ code: 'invalid-input' })
    const left = client.counted.stream(3)
    left.cancel()
    expect(await readAll(left)).toEqual([])
  })

  it('tells the path of a circle', async () => {
    const error = (await client.circle(undefined, { key: 'round' }).catch((reason: unknown) => reason)) as Error
    let cause: unknown = error
    while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause
    expect(error).toMatchObject({ code: 'handler-failed' })
    expect(cause).toMatchObject({ code: 'request-cycle', path: expect.arrayContaining(['careless']) as string[] })
  })

  it('counts what it has done', async () => {
    const before = await pool.stats()
    await client.checked('fine')
    await client.checked('refused').catch(() => undefined)
    const { replied, workers, open } = await pool.stats()
    expect(replied).toBe(before.replied + 1)
    expect(workers).toMatchObject([{ name: 'worker.1', state: 'ready' }])
    expect(open).toBe(0)
  })

  it('has its data', async () => {
    expect(await client.data()).toEqual({ from: 'main' })
  })

  it('tells how a contract differs that is served in another form, and goes on', async () => {
    const other = defineContract('careless', { checked: task<string, string>(), more: task() })
    await expect(pool.of(other).checked('fine')).rejects.toMatchObject({
      code: 'contract-mismatch',
      mayHaveRun: false,
      message: expect.stringContaining('the worker has no more; the caller has no flood') as string,
    })
    expect(await client.checked('fine')).toBe('fine')
  })

  it('is heeded by a generator that nobody reads', async () => {
    await expect(client.endless(undefined, { deadlineMs: 100 })).rejects.toMatchObject({ code: 'deadline' })
    expect(await client.checked('fine')).toBe('fine')
    await expect.poll(() => client.endings(), { timeout: 20_000 }).toBeGreaterThan(0)
  })

  it('has the stack of who asked', async () => {
    await expect(whoAsks(client)).rejects.toMatchObject({
      stack: expect.stringMatching(/\n\s+at (async )?whoAsks /) as string,
    })
  })
})

describe.each(launched)('workers with the placement %s', (placement) => {
  it('are replaced after so many tasks, and nothing is lost', async () => {
    await using pool = await startOne(placement, { recycle: { afterTasks: 20 } })
    const starts: number[] = []
    // Few at a time: a worker that has taken all of them at once does them.
    for await (const count of pool.client.starts.map(
      Array.from({ length: 100 }, () => undefined),
      { concurrency: 4 },
    ))
      starts.push(count)
    expect(starts).toHaveLength(100)
    expect(Math.max(...starts)).toBeLessThan(100)
    expect(starts.filter((count) => count === 1).length).toBeGreaterThan(1)
  })

  it('end with their heap, as it was limited, and come back', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 32 }
    await using pool = await startOne(placement, { resourceLimits, restart: { minDelayMs: 1, maxDelayMs: 5 } })
    await expect(pool.client.hog()).rejects.toMatchObject({
      code: 'worker-lost',
      message: expect.stringMatching(/heap|memory|SIGABRT|134/) as string,
    })
    expect(await pool.client.starts()).toBe(1)
  })

  it('come back as they are told to, or do not', async () => {
    await using pool = await startOne(placement, { restart: { minDelayMs: 1, maxDelayMs: 5 } })
    await expect(pool.client.exit()).rejects.toMatchObject({ code: 'worker-lost', mayHaveRun: true })
    expect(await pool.client.starts()).toBe(1)

    await using once = await startOne(placement, { restart: false })
    await expect(once.client.exit()).rejects.toMatchObject({ code: 'worker-lost' })
    await expect(once.client.starts()).rejects.toMatchObject({ code: 'unknown-target' })
  })
})

it.each(launched)('leaves nothing running where an option of its client is refused: %s', async (placement) => {
  const program = fileURLToPath(new URL('fixtures/refused-start.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program, placement])
  expect(stdout).toContain('deadlineMs is 0; allowed is a number above 0')
})

it('can be closed after options were refused', async () => {
  const pool = await start({ contract: careless, module, placement: 'inline' })
  await expect(pool.close({ drainMs: '5s' as never })).rejects.toThrow('drainMs is "5s"; allowed is a number')
  expect(await pool.client.checked('fine')).toBe('fine')
  const sent = pool.client.starts.send()
  await pool.close({ drainMs: 100 })
  await sent
  await pool.close()
})

describe('an option of a pool that is not allowed', () => {
  const wrong: readonly (readonly [options: unknown, message: string])[] = [
    [undefined, 'the argument of start is undefined; allowed is an object of options'],
    [{ contract: careless, module, worker: 4 }, 'there is no option worker; allowed are contract, module,'],
    [{ contract: careless, module, workers: '4' }, 'workers is "4"; allowed is an integer from 1 to 10000'],
    [{ contract: careless, module, loops: 0, placement: 'loops' }, 'loops is 0; allowed is an integer from 1 to 256'],
    [{ contract: careless, module: 5 }, 'module is 5; allowed is a URL, or a path from the current directory'],
    [{ contract: careless }, 'module is undefined; allowed is a module or, inline, handlers: one of the two'],
    [
      { contract: careless, module, serve: { concurrency: 2 } },
      'serve is an object; allowed is nothing beside a module',
    ],
    [{ contract: careless, module, placement: 'thread' }, `placement is "thread"; allowed is 'inline', 'threads'`],
    [{ contract: {}, module }, 'contract is an object; allowed is what `defineContract` gives'],
  ]
  it.each(wrong)('is named with its value: %#', async (options, message) => {
    const starting = start(options as never)
    await expect(starting).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(message) as string,
    })
  })
})
