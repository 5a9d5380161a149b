/** Which tasks a runner starts, when, and in what order; each has one outcome. */
import { describe, expect, it } from 'vitest'
import type { Handler } from '@errand/worker'
import { type Gate, gate, RunnerScene, until } from './runner-scene.js'

/** A handler that waits at the gate of its input, and what it has started. */
function gated(): { handler: Handler<number>; started: number[]; gates: Gate[] } {
  const started: number[] = []
  const gates = Array.from({ length: 20 }, gate)
  const handler: Handler<number> = async (input) => {
    started.push(input)
    await gates[input]?.opened
    return input
  }
  return { handler, started, gates }
}

describe('a runner with concurrency 1', () => {
  it('starts a task when the one before it has ended', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene(handler)
    for (const id of [1, 2, 3]) scene.accept(id, id)
    await until(() => started.length > 0)
    expect(started).toEqual([1])
    gates[1]?.open()
    await scene.settles(1)
    expect(started).toEqual([1, 2])
    for (const { open } of gates) open()
    await scene.settles(3)
    expect(scene.words).toEqual(['1 reply', '2 reply', '3 reply'])
    expect(scene.runner.assigned).toBe(0)
  })

  it('runs handlers that return at once in the order in which the tasks came', async () => {
    const started: number[] = []
    const scene = new RunnerScene((input: number) => void started.push(input))
    for (let id = 1; id <= 100; id++) scene.accept(id, id)
    expect(started).toEqual([])
    await scene.settles(100)
    expect(started).toEqual(Array.from({ length: 100 }, (_, at) => at + 1))
  })

  it('runs the tasks of different workers of a loop side by side', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene(handler)
    scene.accept(1, 1, { worker: 'a', target: 'a' })
    scene.accept(2, 2, { worker: 'a', target: 'a' })
    scene.accept(3, 3, { worker: 'b', target: 'b' })
    await until(() => started.length === 2)
    expect(started).toEqual([1, 3])
    for (const { open } of gates) open()
    await scene.settles(3)
  })

  it('goes on after a handler that failed', async () => {
    const scene = new RunnerScene((input: number) => {
      if (input === 1) throw new Error('no')
      return input === 2 ? Promise.reject(new Error('no')) : 'fine'
    })
    for (const id of [1, 2, 3]) scene.accept(id, id)
    await scene.settles(3)
    expect(scene.words).toEqual(['1 handler-failed', '2 handler-failed', '3 reply'])
  })
})

describe('a runner with concurrency 3', () => {
  it('notes which handlers have ended, in the order in which they do', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene({ handler, concurrency: 3 })
    for (const id of [1, 2, 3]) scene.accept(id, id)
    await until(() => started.length === 3)
    for (const [at, id] of [3, 1, 2].entries()) {
      expect(scene.ended).toEqual([3, 1, 2].slice(0, at))
      gates[id]?.open()
      await scene.settles(at + 1)
    }
    expect(scene.ended).toEqual([3, 1, 2])
  })

  it('runs three at a time, and starts the next when one has ended', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene({ handler, concurrency: 3 })
    for (let id = 1; id <= 5; id++) scene.accept(id, id)
    await until(() => started.length === 3)
    expect(started).toEqual([1, 2, 3])
    gates[2]?.open()
    await scene.settles(1)
    expect(started).toEqual([1, 2, 3, 4])
    for (const { open } of gates) open()
    await scene.settles(5)
    expect(scene.words.toSorted()).toEqual([1, 2, 3, 4, 5].map((id) => `${id} reply`))
  })
})

describe('a turn of the event loop', () => {
  it('is given back when handlers have had two milliseconds of it, and comes again', async () => {
    let scene: RunnerScene | undefined
    let turns = 0
    const startedIn: number[] = []
    scene = new RunnerScene(() => {
      startedIn.push(turns)
      scene?.clock.advance(1)
    })
    for (let id = 1; id <= 10; id++) scene.accept(id)
    while (scene.outcomes.length < 10) {
      await new Promise((turn) => setImmediate(turn))
      turns++
    }
    expect(Math.max(...startedIn.map((turn) => startedIn.filter((other) => other === turn).length))).toBe(2)
  })

  it('is given back by handlers that end in microtasks, too', async () => {
    let scene: RunnerScene | undefined
    let hasTurned = false
    scene = new RunnerScene(async () => {
      scene?.clock.advance(1)
      await Promise.resolve()
    })
    for (let id = 1; id <= 100; id++) scene.accept(id)
    setImmediate(() => {
      hasTurned = true
    })
    await until(() => hasTurned)
    expect(scene.outcomes.length).toBeLessThan(100)
    await scene.settles(100)
  })
})

describe('targets', () => {
  const answers = { handler: () => 'by name', services: { resize: () => 'resized', crop: () => 'cropped' } }

  it.each([
    ['worker.1', 'by name'],
    ['resize', 'resized'],
    ['crop', 'cropped'],
  ])('of a task choose the handler: %s', async (target, answer) => {
    expect(await new RunnerScene(answers).run(undefined, { target })).toEqual({ word: 'reply', value: answer })
  })

  it('that nobody here serves are refused', async () => {
    expect(await new RunnerScene(answers).run(undefined, { target: 'rotate' })).toEqual({
      word: 'unknown-target',
      value: { message: 'worker.1 has no handler for rotate' },
    })
  })

  it('that are the name of a worker with services only are refused', async () => {
    const { word } = await new RunnerScene({ services: answers.services }).run()
    expect(word).toBe('unknown-target')
  })
})

describe('a cancellation', () => {
  it('keeps a task that waits from being started, and it is answered all the same', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene(handler)
    for (const id of [1, 2, 3]) scene.accept(id, id)
    await until(() => started.length > 0)
    scene.runner.cancel(2)
    for (const { open } of gates) open()
    await scene.settles(3)
    expect(started).toEqual([1, 3])
    expect(scene.words).toEqual(['1 reply', '2 cancelled', '3 reply'])
    expect(scene.valueOf(2)).toEqual({ message: 'taken back before it started', mayHaveRun: false })
  })

  it('aborts the signal of a task that runs, which says its own outcome', async () => {
    const reasons: unknown[] = []
    const scene = new RunnerScene(
      (_input, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason)
            resolve('stopped half way')
          })
        }),
    )
    scene.accept(1)
    await until(() => scene.runner.assigned === 1)
    await Promise.resolve()
    scene.runner.cancel(1)
    await scene.settles(1)
    expect(scene.words).toEqual(['1 reply'])
    expect(reasons).toMatchObject([{ name: 'AbortError' }])
  })

  it('is seen by a handler that looks at its signal later', async () => {
    const { opened, open } = gate()
    let isRunning = false
    const scene = new RunnerScene(async (_input, context) => {
      isRunning = true
      await opened
      context.signal.throwIfAborted()
    })
    scene.accept(1)
    await until(() => isRunning)
    scene.runner.cancel(1)
    open()
    await scene.settles(1)
    expect(scene.words).toEqual(['1 handler-failed'])
    expect(scene.valueOf(1)).toMatchObject({ name: 'AbortError' })
  })

  it('is forgotten with its task', async () => {
    const scene = new RunnerScene(() => 'done')
    scene.accept(1)
    scene.runner.cancel(1)
    await scene.settles(1)
    scene.accept(1)
    await scene.settles(2)
    expect(scene.words).toEqual(['1 cancelled', '1 reply'])
  })

  it('of a task that has ended, or was never here, changes nothing', async () => {
    const scene = new RunnerScene(() => 'done')
    scene.accept(1)
    await scene.settles(1)
    scene.runner.cancel(1)
    scene.runner.cancel(99)
    scene.accept(1)
    await scene.settles(2)
    expect(scene.words).toEqual(['1 reply', '1 reply'])
  })
})

describe('a deadline', () => {
  it('that has passed while the task waited keeps it from being started', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene(handler)
    scene.accept(1, 1)
    scene.accept(2, 2, { deadlineMs: 50 })
    await until(() => started.length > 0)
    scene.clock.advance(50)
    for (const { open } of gates) open()
    await scene.settles(2)
    expect(started).toEqual([1])
    expect(scene.words).toEqual(['1 reply', '2 deadline'])
    expect(scene.valueOf(2)).toEqual({
      message: 'the deadline passed before worker.1 started the task',
      mayHaveRun: false,
    })
  })

  it('for its start alone, a time to live, keeps what has waited for too long from being started', async () => {
    const { handler, started, gates } = gated()
    const scene = new RunnerScene(handler)
    scene.accept(1, 1, { ttlMs: 50 })
    scene.accept(2, 2, { ttlMs: 50 })
    await until(() => started.length > 0)
    scene.clock.advance(50)
    for (const { open } of gates) open()
    await scene.settles(2)
    expect(started).toEqual([1])
    expect(scene.words).toEqual(['1 reply', '2 expired'])
    expect(scene.valueOf(2)).toEqual({
      message: 'it waited for as long as it was worth, at last for worker.1',
      mayHaveRun: false,
    })
  })

  it('of nothing left is one that has passed', async () => {
    expect(await new RunnerScene(() => 1).run(undefined, { deadlineMs: 0 })).toMatchObject({ word: 'deadline' })
  })
})

describe('stopping', () => {
  it('answers what waits, aborts what runs, and is over when that has ended', async () => {
    const { opened, open } = gate()
    const reasons: unknown[] = []
    const scene = new RunnerScene(async (_input, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason))
      await opened
      return 'ended by itself'
    })
    for (const id of [1, 2, 3]) scene.accept(id)
    await until(() => scene.runner.assigned === 3)
    await Promise.resolve()
    let isOver = false
    const stopped = [scene.runner.stop(), scene.runner.stop()].map((promise) =>
      promise.then(() => {
        isOver = true
      }),
    )
    expect(scene.words).toEqual(['2 closed', '3 closed'])
    expect(scene.valueOf(2)).toMatchObject({ mayHaveRun: false })
    scene.accept(4)
    expect(scene.words).toEqual(['2 closed', '3 closed', '4 closed'])
    await until(() => reasons.length > 0)
    expect(reasons).toMatchObject([{ message: 'the worker is stopping' }])
    expect(isOver).toBe(false)
    open()
    await Promise.all(stopped)
    expect(scene.words.at(-1)).toBe('1 reply')
  })

  it('is over at once where nothing runs', async () => {
    const scene = new RunnerScene(() => 1)
    await scene.runner.stop()
    expect(scene.outcomes).toEqual([])
  })
})

describe('a burst of tasks', () => {
  it('begins with the first and ends with the last, however long it is', async () => {
    const scene = new RunnerScene({ handler: () => 1, concurrency: 2 })
    scene.accept(1)
    scene.accept(2)
    await scene.settles(2)
    scene.accept(3)
    await scene.settles(3)
    expect(scene.moods).toEqual(['busy', 'idle', 'busy', 'idle'])
  })
})

/** A prefetch that changes with every second task. */
function recording(): { observed: number[]; observe(durationMs: number): boolean; slots: number } {
  const observed: number[] = []
  return { observed, slots: 7, observe: (durationMs) => observed.push(durationMs) % 2 === 0 }
}

describe('the prefetch', () => {
  it('is told how long each handler took, and the broker what changes by it', async () => {
    const prefetch = recording()
    let scene: RunnerScene | undefined
    scene = new RunnerScene((input: number) => scene?.clock.advance(input), { prefetch })
    scene.accept(1, 30)
    scene.accept(2, 40)
    await scene.settles(2)
    expect(prefetch.observed).toEqual([30, 40])
    expect(scene.slots).toEqual([7])
  })

  // Else a worker that is far behind would ask for more and more.
  it('is not told of tasks whose handler did not run', async () => {
    const prefetch = recording()
    const scene = new RunnerScene(() => 1, { prefetch })
    scene.accept(1, 1, { deadlineMs: 0 })
    scene.accept(2, 2)
    scene.runner.cancel(2)
    scene.accept(3, 3, { target: 'nobody' })
    scene.accept(4, 4, { codec: 'j', body: '{' })
    await scene.settles(4)
    expect(scene.words).toEqual(['1 deadline', '2 cancelled', '3 unknown-target', '4 bad-request'])
    expect(prefetch.observed).toEqual([])
  })
})
