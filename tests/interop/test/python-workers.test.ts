/** Python workers serve under our broker, beside our own: asked in every way, stopped, late, killed, started again. */
import { readdir } from 'node:fs/promises'
import type { Broker } from '@errand/broker'
import { type Client, RequestError } from '@errand/client'
import { describe, expect, it, vi } from 'vitest'
import type { Peer, ProgramOptions } from './python.js'
import { dedicatedModule, openScene, type Scene, workerNames } from './scene.js'

const requests = 100

/** What the broker hands to a Python worker that has not answered. */
const inHandMax = 16

/** For what takes the blink of an eye, where the machine has nothing else to do. */
const patience = { timeout: 20_000, interval: 5 }

interface Answer {
  readonly messageNo: number
  readonly worker: string
  readonly response: string
}

interface Summary {
  readonly worker: string
  readonly answered: number
  readonly nested: number
}

/** Two of either kind. One of each asks one of the other kind before it answers. */
const nested: Readonly<Record<string, string>> = { 'worker.2': 'worker.3', 'worker.4': 'worker.1' }

async function startMixed(scene: Scene): Promise<{ broker: Broker; python: Peer[] }> {
  const broker = await scene.broker({
    jsonWorkers: ['worker.1', 'worker.2'],
    workers: ['worker.3', 'worker.4'].map((name) => ({ name, module: dedicatedModule, data: { asks: nested } })),
  })
  const python = await Promise.all([
    scene.ready('worker_dedicated', { name: 'worker.1' }),
    scene.ready('worker_dedicated', { name: 'worker.2', nested: 'worker.3' }),
  ])
  return { broker, python }
}

async function expectAnswers(client: Client, names: readonly string[]): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: requests }, async (_, messageNo) => {
      const worker = names[messageNo % names.length] as string
      const answer = await client.request<Answer>(worker, { messageNo, worker })
      expect(answer).toMatchObject({ messageNo, worker, response: worker })
      return answer
    }),
  )
}

async function runMain(scene: Scene, program: 'main_dealer' | 'main_req', options: ProgramOptions = {}): Promise<void> {
  const { code, lines, stderr } = await scene.python(program, { messages: requests, 'in-flight': 20, ...options }).end()
  expect({ code, stderr, replies: lines.length }).toEqual({ code: 0, stderr: '', replies: requests })
}

/** What the worker said of itself when it ended. */
async function summaryOf(worker: Peer): Promise<Summary> {
  const { code, lines, stderr } = await worker.end()
  expect({ code, stderr, lines: lines.length }).toEqual({ code: 0, stderr: '', lines: 1 })
  return JSON.parse(lines[0] as string) as Summary
}

/** What becomes of requests, sorted by how they end. */
async function outcomesOf(asked: readonly Promise<unknown>[]): Promise<{ answers: unknown[]; failures: unknown[] }> {
  const settled = await Promise.allSettled(asked)
  return {
    answers: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failures: settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
  }
}

describe.concurrent('Python workers under our broker, beside our own', () => {
  it('answer our client in packets, our client in JSON, and Python mains', async (context) => {
    const scene = await openScene(context)
    const { broker, python } = await startMixed(scene)
    const names = workerNames(4)
    const [first] = await expectAnswers(scene.client('packets'), names)
    expect(first).toEqual({ messageNo: 0, worker: 'worker.1', response: 'worker.1' })
    await expectAnswers(scene.client('json'), names)
    await runMain(scene, 'main_dealer')
    await runMain(scene, 'main_req')

    const done = Object.fromEntries((await broker.stats()).workers.map((worker) => [worker.name, worker.done]))
    await runMain(scene, 'main_dealer', { stop: true, workers: 2 })
    await broker.closed
    const [one, two] = await Promise.all(python.map(summaryOf))
    expect(one).toMatchObject({ worker: 'worker.1', nested: 0 })
    expect(two).toMatchObject({ worker: 'worker.2', nested: two?.answered })
    const before = (done['worker.1'] ?? 0) + (done['worker.2'] ?? 0)
    expect((one?.answered ?? 0) + (two?.answered ?? 0)).toBe(before + requests)
    expect(await readdir(scene.directory)).toEqual([])
  })

  it('end with exit code 0 when the broker is closed', async (context) => {
    const scene = await openScene(context)
    const { broker, python } = await startMixed(scene)
    await expectAnswers(scene.client('packets'), ['worker.1'])
    await broker.close()
    expect(await Promise.all(python.map(summaryOf))).toEqual([
      { worker: 'worker.1', answered: requests, nested: 0 },
      { worker: 'worker.2', answered: 0, nested: 0 },
    ])
  })

  it('finish what they have when the broker is closed, and what they ask others for it', async (context) => {
    const scene = await openScene(context)
    const { broker, python } = await startMixed(scene)
    const client = scene.client('packets')
    const worker = python[1] as Peer
    worker.signal('SIGSTOP')
    const asked = client.request('worker.2', { messageNo: 1 })
    await vi.waitUntil(async () => (await broker.stats()).leased === 1, patience)
    const closing = broker.close({ drainMs: patience.timeout })
    worker.signal('SIGCONT')
    expect(await asked).toEqual({ messageNo: 1, worker: 'worker.2', response: 'worker.2' })
    await closing
    expect(await summaryOf(worker)).toEqual({ worker: 'worker.2', answered: 1, nested: 1 })
  })
})

describe.concurrent('a Python worker under our broker', () => {
  it('that comes late gets what waits for it, in order', async (context) => {
    const scene = await openScene(context)
    const broker = await scene.broker({ jsonWorkers: ['worker.1'] })
    const clients = [scene.client('packets'), scene.client('json')]
    const order: unknown[] = []
    const asked = clients.flatMap((client, index) =>
      Array.from({ length: requests }, async (_, messageNo) => {
        const answer = await client.request<Answer>('worker.1', { messageNo })
        if (index === 0) order.push(answer.messageNo)
        return answer
      }),
    )
    await vi.waitUntil(async () => (await broker.stats()).open === asked.length, patience)
    await scene.ready('worker_dedicated', { name: 'worker.1' })
    expect((await Promise.all(asked)).map(({ response }) => response)).toEqual(asked.map(() => 'worker.1'))
    expect(order).toEqual(Array.from({ length: requests }, (_, messageNo) => messageNo))
  })

  it('that is killed loses what it had, and nothing else; started again, it gets what waited', async (context) => {
    const scene = await openScene(context)
    const broker = await scene.broker({ jsonWorkers: workerNames(2) })
    const [first] = await Promise.all([
      scene.ready('worker_dedicated', { name: 'worker.1' }),
      scene.ready('worker_dedicated', { name: 'worker.2' }),
    ])
    const client = scene.client('packets')
    first.signal('SIGSTOP')
    const asked = Array.from({ length: 2 * inHandMax }, (_, messageNo) => client.request('worker.1', { messageNo }))
    const outcomes = outcomesOf(asked)
    await vi.waitUntil(async () => (await broker.stats()).leased === inHandMax, patience)
    await expectAnswers(client, ['worker.2'])

    first.signal('SIGKILL')
    await vi.waitUntil(async () => (await broker.stats()).failed['worker-lost'] === inHandMax, patience)
    await expectAnswers(client, ['worker.2'])

    await scene.ready('worker_dedicated', { name: 'worker.1' })
    const { answers, failures } = await outcomes
    expect(answers).toEqual(
      Array.from({ length: inHandMax }, (_, index) => ({
        messageNo: inHandMax + index,
        worker: 'worker.1',
        response: 'worker.1',
      })),
    )
    for (const failure of failures) expect(failure).toBeInstanceOf(RequestError)
    expect(failures).toEqual(failures.map(() => expect.objectContaining({ code: 'worker-lost' }) as unknown))
    await expectAnswers(client, workerNames(2))
  })

  it('may be killed and started again any number of times', async (context) => {
    const scene = await openScene(context)
    const broker = await scene.broker({ jsonWorkers: ['worker.1'] })
    const client = scene.client('json')
    for (let life = 1; life <= 5; life++) {
      const worker = await scene.ready('worker_dedicated', { name: 'worker.1' })
      await expectAnswers(client, ['worker.1'])
      worker.signal('SIGSTOP')
      const lost = client.request('worker.1', { life }).catch((error: unknown) => error)
      await vi.waitUntil(async () => (await broker.stats()).leased === 1, patience)
      await worker.kill()
      expect(await lost).toMatchObject({ code: 'worker-lost' })
    }
  })

  it('that ends without work is missed by nobody once another is there', async (context) => {
    const scene = await openScene(context)
    await scene.broker({ jsonWorkers: ['worker.1'] })
    const client = scene.client('packets')
    const worker = await scene.ready('worker_dedicated', { name: 'worker.1' })
    await expectAnswers(client, ['worker.1'])
    worker.signal('SIGTERM')
    await worker.end()
    await scene.ready('worker_dedicated', { name: 'worker.1' })
    await expectAnswers(client, ['worker.1'])
  })

  it('that hangs costs its requests their deadlines, and nobody else anything', async (context) => {
    const scene = await openScene(context)
    const broker = await scene.broker({
      jsonWorkers: ['worker.1'],
      workers: [{ name: 'worker.2', module: dedicatedModule }],
    })
    const worker = await scene.ready('worker_dedicated', { name: 'worker.1' })
    const client = scene.client('packets')
    worker.signal('SIGSTOP')
    const { failures } = await outcomesOf([client.request('worker.1', {}, { deadlineMs: 200 })])
    expect(failures).toEqual([expect.objectContaining({ code: 'deadline' })])
    await expectAnswers(client, ['worker.2'])
    worker.signal('SIGCONT')
    await expectAnswers(client, ['worker.1'])
    expect((await broker.stats()).lateResults).toBe(1)
  })

  it('that leaves requests without reply goes on with others', async (context) => {
    const scene = await openScene(context)
    await scene.broker({ jsonWorkers: ['worker.1'] })
    await scene.ready('worker_dedicated', { name: 'worker.1' })
    const client = scene.client('packets')
    // Deeper than Python's reader of JSON can go: the worker complains on stderr, and answers nothing.
    const unreadable = { deep: JSON.parse('['.repeat(2000) + ']'.repeat(2000)) as unknown }
    const dropped = Array.from({ length: 2 * inHandMax }, () =>
      client.request('worker.1', unreadable, { deadlineMs: 1000 }),
    )
    const { failures } = await outcomesOf(dropped)
    expect(failures).toEqual(dropped.map(() => expect.objectContaining({ code: 'deadline' }) as unknown))
    await expectAnswers(client, ['worker.1'])
  })
})
