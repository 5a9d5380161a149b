/** Handlers that go on for longer than they may: what becomes of their tasks, and of their slots. */
import { describe, expect, it } from 'vitest'
import type { LogLine, TaskContext, WorkerOptions } from '@errand/worker'
import { type Gate, gate, RunnerScene, type SceneOptions, until } from './runner-scene.js'

interface Heedless {
  readonly scene: RunnerScene
  /** By number of the input: opened, its handler returns. */
  readonly gates: readonly Gate[]
  readonly contexts: TaskContext[]
  readonly lines: LogLine[]
  /** Runs task 1, and has task 2 waiting. */
  readonly starts: () => Promise<void>
}

/** A runner whose handlers heed their gate, and not their signal. */
function heedless(options: Partial<WorkerOptions> = {}, sceneOptions: SceneOptions = {}): Heedless {
  const gates = Array.from({ length: 5 }, gate)
  const contexts: TaskContext[] = []
  const lines: LogLine[] = []
  const handler = async (input: number, context: TaskContext): Promise<string> => {
    contexts.push(context)
    await gates[input]?.opened
    return `${input} returned`
  }
  const scene = new RunnerScene({ handler, log: (line) => lines.push(line), ...options }, sceneOptions)
  const starts = async (): Promise<void> => {
    for (const id of [1, 2]) scene.accept(id, id, { deadlineMs: 60_000 })
    await until(() => contexts.length > 0)
  }
  return { scene, gates, contexts, lines, starts }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next))
}

describe('a run time-out', () => {
  it('aborts the handler, and ends the request at once where the slot may be given up', async () => {
    const { scene, contexts, starts } = heedless({ runTimeoutMs: 100 })
    await starts()
    scene.clock.advance(99)
    expect(scene.words).toEqual([])
    scene.clock.advance(1)
    expect(scene.words).toEqual(['1 run-timeout'])
    expect(scene.valueOf(1)).toEqual({
      message: 'the handler of worker.1 for worker.1 ran longer than it may',
      mayHaveRun: true,
    })
    expect(contexts[0]?.signal.reason).toMatchObject({ name: 'TimeoutError' })
    expect([...scene.runner.held]).toEqual([2])
  })

  it('leaves the handler its slot until it has settled', async () => {
    const { scene, gates, starts, contexts } = heedless({ runTimeoutMs: 100 })
    await starts()
    scene.clock.advance(100)
    await turns()
    expect(contexts).toHaveLength(1)
    gates[1]?.open()
    await until(() => contexts.length === 2)
    gates[2]?.open()
    await scene.settles(2)
    expect(scene.words).toEqual(['1 run-timeout', '2 reply'])
  })

  it('gives the slot to the next when the handler does not settle after it', async () => {
    const { scene, gates, lines, contexts, starts } = heedless({ runTimeoutMs: 100, abandonAfterMs: 50 })
    await starts()
    scene.clock.advance(149)
    expect(contexts).toHaveLength(1)
    scene.clock.advance(1)
    await until(() => contexts.length === 2)
    gates[2]?.open()
    await scene.settles(2)
    // What an abandoned handler returns is nobody's.
    gates[1]?.open()
    await turns()
    expect(scene.words).toEqual(['1 run-timeout', '2 reply'])
    expect(lines).toMatchObject([{ level: 'warn', worker: 'worker.1', target: 'worker.1', attempt: 1 }])
  })

  it.each([
    [100, 40, 40],
    [40, 100, 40],
    [undefined, 40, 40],
    [40, undefined, 40],
  ])('of %s for the worker and %s for the task is one of %i', async (ofWorker, ofTask, limit) => {
    const { scene, contexts } = heedless(ofWorker === undefined ? {} : { runTimeoutMs: ofWorker })
    scene.accept(1, 1, { runTimeoutMs: ofTask })
    await until(() => contexts.length > 0)
    scene.clock.advance(limit - 1)
    expect(scene.words).toEqual([])
    scene.clock.advance(1)
    expect(scene.words).toEqual(['1 run-timeout'])
  })

  it('counts from the start of the handler, not from when the task came', async () => {
    const { scene, gates, contexts, starts } = heedless({ runTimeoutMs: 100 })
    await starts()
    scene.clock.advance(90)
    gates[1]?.open()
    await until(() => contexts.length === 2)
    scene.clock.advance(99)
    expect(scene.words).toEqual(['1 reply'])
    scene.clock.advance(1)
    expect(scene.words).toEqual(['1 reply', '2 run-timeout'])
  })

  it('does nothing to a handler that has settled', async () => {
    const { scene, gates, contexts, starts } = heedless({ runTimeoutMs: 100 })
    await starts()
    for (const { open } of gates) open()
    await scene.settles(2)
    scene.clock.advance(1000)
    expect(scene.words).toEqual(['1 reply', '2 reply'])
    expect(contexts[0]?.signal.aborted).toBe(false)
  })

  it('is told, where the slot is kept, when the handler has settled and not before', async () => {
    const { scene, gates, contexts, lines, starts } = heedless({ runTimeoutMs: 100 }, { slotPolicy: 'keep' })
    await starts()
    scene.clock.advance(50_000)
    expect(contexts[0]?.signal.reason).toMatchObject({ name: 'TimeoutError' })
    await turns()
    expect([scene.words, [...scene.runner.held], contexts.length]).toEqual([[], [1, 2], 1])
    gates[1]?.open()
    await scene.settles(1)
    expect([scene.words, lines]).toEqual([['1 run-timeout'], []])
    await until(() => contexts.length === 2)
  })
})

describe('a task that was taken back', () => {
  it('ends without its handler where that does not settle in time, and its slot goes to the next', async () => {
    const { scene, gates, contexts, starts } = heedless({ abandonAfterMs: 50 })
    await starts()
    scene.runner.cancel(1)
    scene.clock.advance(30)
    // Once more changes nothing: it would put the end off.
    scene.runner.cancel(1)
    scene.clock.advance(19)
    expect(scene.words).toEqual([])
    scene.clock.advance(1)
    expect(scene.words).toEqual(['1 cancelled'])
    expect(scene.valueOf(1)).toEqual({
      message: 'the request was taken back, and the handler of worker.1 for worker.1 has not ended',
      mayHaveRun: true,
    })
    await until(() => contexts.length === 2)
    gates[1]?.open()
    gates[2]?.open()
    await scene.settles(2)
    await turns()
    expect(scene.words).toEqual(['1 cancelled', '2 reply'])
  })

  it('ends with `deadline` where that has passed', async () => {
    const { scene, contexts } = heedless({ abandonAfterMs: 50 })
    scene.accept(1, 1, { deadlineMs: 100 })
    await until(() => contexts.length > 0)
    scene.clock.advance(100)
    scene.runner.cancel(1)
    scene.clock.advance(50)
    expect(scene.words).toEqual(['1 deadline'])
  })

  it('may settle in time, and says its own outcome', async () => {
    const { scene, gates, lines, starts } = heedless({ abandonAfterMs: 50 })
    await starts()
    scene.runner.cancel(1)
    scene.clock.advance(49)
    gates[1]?.open()
    await scene.settles(1)
    scene.clock.advance(1000)
    expect([scene.words, lines]).toEqual([['1 reply'], []])
  })

  it('has no time-out of its run any more', async () => {
    const { scene, starts } = heedless({ runTimeoutMs: 100, abandonAfterMs: 500 })
    await starts()
    scene.clock.advance(90)
    scene.runner.cancel(1)
    scene.clock.advance(10)
    expect(scene.words).toEqual([])
    scene.clock.advance(490)
    expect(scene.words).toEqual(['1 cancelled'])
  })

  it('keeps its slot for as long as its handler goes on, where nothing runs beside it', async () => {
    const { scene, contexts, lines, starts } = heedless({ abandonAfterMs: 0 }, { slotPolicy: 'keep' })
    await starts()
    scene.runner.cancel(1)
    scene.clock.advance(50_000)
    await turns()
    expect([scene.words, contexts.length, lines]).toEqual([[], 1, []])
  })
})

describe('the warning of a handler that was abandoned', () => {
  it('comes once for each target', async () => {
    const { scene, contexts, lines } = heedless({
      abandonAfterMs: 0,
      concurrency: 10,
      services: { s: () => new Promise(() => {}) },
    })
    for (const id of [1, 2]) scene.accept(id, id)
    for (const id of [3, 4]) scene.accept(id, id, { target: 's' })
    await until(() => contexts.length === 2 && scene.started.length === 4)
    for (const id of [1, 2, 3, 4]) scene.runner.cancel(id)
    scene.clock.advance(1)
    expect(scene.words).toEqual(['1 cancelled', '2 cancelled', '3 cancelled', '4 cancelled'])
    expect(lines.map(({ target }) => target)).toEqual(['worker.1', 's'])
  })
})

describe('stopping', () => {
  it('waits for handlers whose requests have ended, too', async () => {
    const { scene, gates, starts } = heedless({ runTimeoutMs: 100 })
    await starts()
    scene.clock.advance(100)
    let isOver = false
    const stopped = scene.runner.stop().then(() => {
      isOver = true
    })
    await turns()
    expect([scene.words, isOver]).toEqual([['1 run-timeout', '2 closed'], false])
    gates[1]?.open()
    await stopped
  })

  it('waits no longer than they have their slots', async () => {
    const { scene, starts } = heedless({ runTimeoutMs: 100, abandonAfterMs: 50 })
    await starts()
    scene.clock.advance(100)
    const stopped = scene.runner.stop()
    scene.clock.advance(50)
    expect(await stopped).toBeUndefined()
  })
})

describe('a broker that is gone', () => {
  it('is told of nothing that was in hand, and what it gives out later has its turn', async () => {
    const { scene, gates, contexts, starts } = heedless({ abandonAfterMs: 50 })
    await starts()
    scene.runner.forget()
    expect(contexts[0]?.signal.reason).toMatchObject({ name: 'AbortError' })
    expect([scene.runner.assigned, scene.runner.lastTask, scene.moods]).toEqual([0, 0, ['busy', 'idle']])
    scene.accept(3, 3)
    await turns()
    // The handler that runs still has its slot.
    expect(contexts).toHaveLength(1)
    gates[1]?.open()
    await until(() => contexts.length === 2)
    gates[3]?.open()
    await scene.settles(1)
    expect(scene.words).toEqual(['3 reply'])
  })

  it('leaves handlers their slots for no longer than others have them', async () => {
    const { scene, contexts, starts } = heedless({ abandonAfterMs: 50 })
    await starts()
    scene.runner.forget()
    scene.accept(3, 3)
    scene.clock.advance(50)
    await until(() => contexts.length === 2)
    expect(scene.words).toEqual([])
  })

  it('may give out a task of the same number again', async () => {
    const { scene, gates, starts } = heedless({ abandonAfterMs: 50 })
    await starts()
    scene.runner.forget()
    scene.accept(1, 4)
    for (const { open } of gates) open()
    await scene.settles(1)
    expect([scene.words, scene.valueOf(1)]).toEqual([['1 reply'], '4 returned'])
  })
})

describe('the starts of tasks', () => {
  it('are told before the handler is called, and those alone', async () => {
    const seen: number[][] = []
    const scene: RunnerScene = new RunnerScene(() => void seen.push([...scene.started]))
    scene.accept(1)
    scene.accept(2, 2, { deadlineMs: 0 })
    scene.accept(3, 3, { target: 'nobody' })
    scene.accept(4, 4, { codec: 'j', body: '{' })
    scene.accept(5)
    scene.runner.cancel(5)
    scene.accept(6)
    await scene.settles(6)
    expect(seen).toEqual([[1], [1, 6]])
    expect([scene.runner.lastTask, scene.runner.assigned]).toEqual([6, 0])
  })
})
