/** Python mains drive our broker with our workers, and stop it. */
import { readdir } from 'node:fs/promises'
import { type BrokerOptions, startBroker, startBrokerThread } from '@errand/broker'
import { describe, expect, it } from 'vitest'
import type { ProgramOptions } from './python.js'
import { dedicatedModule, loopModule, openScene, type Scene, workerNames } from './scene.js'

const messages = 100

interface Placement {
  readonly workers: number
  /** Which worker asks which other one before it answers. */
  readonly asks: Readonly<Record<string, string>>
  readonly options: BrokerOptions
}

const dedicatedAsks = { 'worker.4': 'worker.1', 'worker.2': 'worker.3' }
const dedicated: Placement = {
  workers: 4,
  asks: dedicatedAsks,
  options: {
    workers: workerNames(4).map((name) => ({ name, module: dedicatedModule, data: { asks: dedicatedAsks } })),
  },
}

const poolAsks = { 'worker.1': 'worker.2' }
const pool: Placement = {
  workers: 10,
  asks: poolAsks,
  options: { pools: [{ module: loopModule, loops: 2, workers: workerNames(10), data: { asks: poolAsks } }] },
}

interface Main {
  readonly program: 'main_dealer' | 'main_req'
  readonly 'in-flight': number
}

const everyMain: readonly Main[] = [
  { program: 'main_dealer', 'in-flight': 1 },
  { program: 'main_req', 'in-flight': 1 },
  { program: 'main_dealer', 'in-flight': 50 },
]
const lastMain: Main = { program: 'main_req', 'in-flight': 50 }

/** Runs one main. @returns which worker answered, for each reply */
async function runMain(scene: Scene, main: Main & ProgramOptions): Promise<string[]> {
  const { program, ...options } = main
  const { code, lines, stderr } = await scene
    .python(program, { messages, extra: '{"note": {"text": "é"}}', ...options })
    .end()
  expect({ code, stderr, replies: lines.length }).toEqual({ code: 0, stderr: '', replies: messages })
  const replies = lines.map((line) => JSON.parse(line) as { messageNo: number; response: string; note: unknown })
  expect(new Set(replies.map(({ messageNo }) => messageNo)).size).toBe(messages)
  expect(new Set(replies.map(({ note }) => JSON.stringify(note)))).toEqual(new Set(['{"text":"é"}']))
  return replies.map(({ response }) => response)
}

/** How many tasks each worker has to have done when these answers have come. */
function tasksOf(answers: readonly string[], { workers, asks }: Placement): Record<string, number> {
  const tasks = Object.fromEntries(workerNames(workers).map((name) => [name, 0]))
  for (const name of answers) {
    tasks[name] = (tasks[name] ?? 0) + 1
    const asked = asks[name]
    if (asked !== undefined) tasks[asked] = (tasks[asked] ?? 0) + 1
  }
  return tasks
}

describe.concurrent.each([
  { where: 'in the calling thread', start: startBroker, mains: everyMain },
  { where: 'in a thread of its own', start: startBrokerThread, mains: everyMain.slice(0, 1) },
])('our broker $where', ({ start, mains }) => {
  it.for([
    { who: 'dedicated workers', placement: dedicated },
    { who: 'a pool', placement: pool },
  ])('serves Python mains with $who, and is stopped by one', async ({ placement }, context) => {
    const scene = await openScene(context)
    const broker = await scene.broker(placement.options, start)
    const { workers } = placement
    const answers: string[] = []
    for (const main of mains) answers.push(...(await runMain(scene, { ...main, workers })))
    const done = (await broker.stats()).workers.map((worker) => [worker.name, worker.done])
    expect(Object.fromEntries(done)).toEqual(tasksOf(answers, placement))

    await runMain(scene, { ...lastMain, workers, stop: true })
    await broker.closed
    expect(await readdir(scene.directory)).toEqual([])
  })
})

describe('a process with our broker', () => {
  it('ends by itself when a Python main has stopped it', async (context) => {
    const scene = await openScene(context)
    const process = scene.node('broker.mjs')
    expect(await process.line()).toBe('ready')
    await runMain(scene, { program: 'main_dealer', 'in-flight': 10, stop: true })
    expect(await process.end()).toEqual({ code: 0, lines: [], stderr: '' })
    expect(await readdir(scene.directory)).toEqual([])
  })
})
