/** What a handler is told of its task, and its requests to others, which end with it. */
import { describe, expect, it } from 'vitest'
import { RequestError, type TaskContext } from '@errand/worker'
import { gate, RunnerScene, until } from './runner-scene.js'

/** Runs a handler that gives its context away and waits. */
async function running(task: Parameters<RunnerScene['accept']>[2] = {}) {
  const contexts: TaskContext[] = []
  const { opened, open } = gate()
  const scene = new RunnerScene(async (_input, context) => {
    contexts.push(context)
    await opened
  })
  scene.accept(1, undefined, task)
  await until(() => contexts.length > 0)
  return { scene, context: contexts[0] as TaskContext, end: open }
}

function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error: unknown) => (error as RequestError).code,
  )
}

describe('the context of a task', () => {
  it('tells who runs it, what for, and which attempt it is', async () => {
    const { context } = await running({ worker: 'worker.3', target: 'worker.3', attempt: 2 })
    expect(context).toMatchObject({ worker: 'worker.3', target: 'worker.3', attempt: 2 })
  })

  it('tells the time that is left, and when the request must have ended by the wall clock', async () => {
    const { scene, context } = await running({ deadlineMs: 300 })
    const { remainingMs } = context
    const before = Date.now()
    const deadline = context.deadline
    const after = Date.now()
    expect(remainingMs()).toBe(300)
    expect(deadline).toBeGreaterThanOrEqual(before + 300)
    expect(deadline).toBeLessThanOrEqual(after + 300)
    scene.clock.advance(120)
    expect(remainingMs()).toBe(180)
    scene.clock.advance(1000)
    expect(remainingMs()).toBe(0)
  })

  it('has one signal, which is aborted once', async () => {
    const { scene, context } = await running()
    const { signal } = context
    expect(signal.aborted).toBe(false)
    scene.runner.cancel(1)
    const { reason } = signal as { reason: unknown }
    scene.runner.cancel(1)
    expect(context.signal).toBe(signal)
    expect([signal.aborted, signal.reason === reason]).toEqual([true, true])
  })

  it('writes log lines that tell which worker and task they come from', async () => {
    const lines: unknown[] = []
    const scene = new RunnerScene({
      handler(_input, { log }) {
        log.info('it goes well', { step: 1 })
        log.error('it does not')
      },
      log: (line) => lines.push(line),
    })
    await scene.run(undefined, { attempt: 3 })
    const origin = { worker: 'worker.1', target: 'worker.1', attempt: 3 }
    expect(lines).toEqual([
      { level: 'info', message: 'it goes well', ...origin, fields: { step: 1 } },
      { level: 'error', message: 'it does not', ...origin },
    ])
  })
})

describe('a request of a handler', () => {
  it('reaches others, and resolves with their answer', async () => {
    const scene = new RunnerScene((_input, { request }) => request('worker.2', { n: 1 }))
    scene.accept(1)
    await until(() => scene.nested.length > 0)
    expect(scene.nested).toMatchObject([{ id: 1, target: 'worker.2', attempts: 1, parent: 1, body: '{"n":1}' }])
    scene.requester.settle({ kind: 'reply', id: 1, metadata: '', codec: 'j', body: '"nested"' })
    await scene.settles(1)
    expect(scene.valueOf(1)).toBe('nested')
  })

  it('names the task that asks', async () => {
    const scene = new RunnerScene((_input, { request }) => request('worker.2'))
    scene.accept(70_368_744_177_664)
    await until(() => scene.nested.length > 0)
    expect(scene.nested).toMatchObject([{ id: 1, parent: 70_368_744_177_664 }])
  })

  it('has what is left of the time of its task', async () => {
    const { scene, context } = await running({ deadlineMs: 1000 })
    scene.clock.advance(400)
    const asked = codeOf(context.request('worker.2'))
    expect(scene.nested).toMatchObject([{ deadlineMs: 600 }])
    scene.clock.advance(600)
    expect(await asked).toBe('deadline')
  })

  it.each([
    [200, 200],
    [1000, 1000],
    [5000, 1000],
    [2_147_483_647, 1000],
  ])('that asks for %i ms of the 1000 that are left has %i', async (deadlineMs, given) => {
    const { scene, context } = await running({ deadlineMs: 1000 })
    void codeOf(context.request('worker.2', {}, { deadlineMs }))
    expect(scene.nested).toMatchObject([{ deadlineMs: given }])
  })

  it('has a millisecond where nothing is left, and ends by that', async () => {
    const { scene, context } = await running({ deadlineMs: 10 })
    scene.clock.advance(20)
    const asked = codeOf(context.request('worker.2'))
    expect(scene.nested).toMatchObject([{ deadlineMs: 1 }])
    scene.clock.advance(1)
    expect(await asked).toBe('deadline')
  })

  it('has as much as a request may have where its task has more', async () => {
    const { scene, context } = await running({ deadlineMs: Number.MAX_SAFE_INTEGER })
    void codeOf(context.request('worker.2'))
    expect(scene.nested).toMatchObject([{ deadlineMs: 2_147_483_647 }])
  })

  it('is taken back when its task is', async () => {
    const { scene, context } = await running()
    const asked = [1, 2].map((n) => codeOf(context.request('worker.2', n)))
    scene.runner.cancel(1)
    expect(await Promise.all(asked)).toEqual(['cancelled', 'cancelled'])
    expect(scene.cancelled).toEqual([1, 2])
  })

  it('is not sent where its task was taken back before', async () => {
    const { scene, context } = await running()
    scene.runner.cancel(1)
    expect(await codeOf(context.request('worker.2'))).toBe('cancelled')
    expect(scene.nested).toEqual([])
  })

  it('is taken back by a signal of its own, alone', async () => {
    const { scene, context } = await running()
    const controller = new AbortController()
    const [one, two] = [
      codeOf(context.request('worker.2', 1, { signal: controller.signal })),
      codeOf(context.request('worker.2', 2)),
    ]
    controller.abort()
    expect(await one).toBe('cancelled')
    expect([scene.cancelled, context.signal.aborted]).toEqual([[1], false])
    scene.runner.cancel(1)
    expect(await two).toBe('cancelled')
  })

  it('with a signal of its own is taken back with its task, too', async () => {
    const { scene, context } = await running()
    const asked = codeOf(context.request('worker.2', 1, { signal: new AbortController().signal }))
    scene.runner.cancel(1)
    expect(await asked).toBe('cancelled')
  })

  it.each([
    [{ deadlineMs: -1 }, 'deadlineMs is -1'],
    [{ deadlineMs: 0 }, 'deadlineMs is 0'],
    [{ deadlineMs: Number.NaN }, 'deadlineMs is NaN'],
    [{ attempts: 0 }, 'attempts is 0'],
    [{ signal: {} as AbortSignal }, 'signal is {}'],
  ])('with an option that is not allowed (%o) rejects with its name', async (options, message) => {
    const { scene, context } = await running()
    await expect(context.request('worker.2', {}, options)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(message) as string,
    })
    expect(scene.nested).toEqual([])
  })

  it('fails its task by the failure of the other, where the handler lets it through', async () => {
    const scene = new RunnerScene((_input, { request }) => request('worker.2'))
    scene.accept(1)
    await until(() => scene.nested.length > 0)
    scene.requester.settle({ kind: 'failure', id: 1, code: 'overloaded', metadata: '', codec: '', body: '' })
    await scene.settles(1)
    expect(scene.words).toEqual(['1 handler-failed'])
    expect(scene.valueOf(1)).toEqual({
      name: 'RequestError',
      code: 'overloaded',
      message: 'the request failed: overloaded',
    })
  })
})
