/** Our client, in the JSON profile, drives Python brokers with Python workers, and stops them. */
import { readdir } from 'node:fs/promises'
import { type Client, RequestError, stopBroker } from '@errand/client'
import { describe, expect, it } from 'vitest'
import { openScene, workerNames } from './scene.js'

const messages = 100
const inFlight = 50

/** Far from what an answer takes, near enough not to be waited for. */
const hopelessMs = 300

describe.concurrent.each([
  { program: 'broker_dedicated', workers: 4, options: { 'with-workers': true } },
  { program: 'pool', workers: 10, options: { loops: 2 } },
] as const)('the Python broker $program', ({ program, workers, options }) => {
  const names = workerNames(workers)

  it('answers each of our requests with its own answer, whoever asks at the same time', async (context) => {
    const scene = await openScene(context)
    await scene.ready(program, { workers, ...options })
    async function askInTurns(client: Client, note: string): Promise<void> {
      let lastNo = 0
      async function ask(): Promise<void> {
        while (lastNo < messages) {
          const messageNo = ++lastNo
          const worker = names[messageNo % workers] as string
          expect(await client.request(worker, { messageNo, note })).toEqual({
            messageNo,
            note,
            worker,
            response: worker,
            source: expect.stringMatching(/^client#/) as string,
            responseSocket: expect.stringContaining(worker) as string,
          })
        }
      }
      await Promise.all(Array.from({ length: inFlight }, ask))
    }
    // Both number their requests alike.
    await Promise.all([askInTurns(scene.client('json'), 'one'), askInTurns(scene.client('json'), 'other')])
  })

  it('says nothing of an unknown worker: that request ends by its deadline, the others as ever', async (context) => {
    const scene = await openScene(context)
    await scene.ready(program, { workers, ...options })
    const client = scene.client('json')
    const unknown = client.request('worker.99', {}, { deadlineMs: hopelessMs })
    const known = client.request('worker.2', {})
    const error: unknown = await unknown.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ code: 'deadline', target: 'worker.99' })
    expect(await known).toMatchObject({ response: 'worker.2' })
    expect(await client.request('worker.1', {})).toMatchObject({ response: 'worker.1' })
  })

  it('is stopped by stopBroker', async (context) => {
    const scene = await openScene(context)
    const broker = await scene.ready(program, { workers, ...options })
    const client = scene.client('json')
    await Promise.all(names.map((name) => client.request(name, {})))
    await stopBroker(scene.endpoint('stopper'))
    const { code, lines, stderr } = await broker.end()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(lines.map((line) => (JSON.parse(line) as { worker: string }).worker).toSorted()).toEqual(names.toSorted())
    expect(await readdir(scene.directory)).toEqual([])
  })
})
