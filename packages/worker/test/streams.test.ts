/** What handlers send before they answer. */
import { describe, expect, it } from 'vitest'
import { payloadCodecs } from '@errand/protocol'
import { gate, RunnerScene, until } from './runner-scene.js'

function saidIn(scene: RunnerScene): unknown[] {
  return scene.said.map((record) => `${record.kind} ${record.id} ${String(payloadCodecs().decode(record))}`)
}

describe('a handler that sends chunks', () => {
  it('sends as many as its reader takes, and waits for the rest', async () => {
    const scene = new RunnerScene(async (_input, { emit }) => {
      for (let at = 1; at <= 5; at++) await emit(at)
      return 'end'
    })
    scene.accept(1, undefined, { window: 2 })
    await until(() => scene.said.length === 2)
    scene.runner.pulled(1, 1)
    await until(() => scene.said.length === 3)
    scene.runner.pulled(1, 10)
    await scene.settles(1)
    expect(saidIn(scene)).toEqual([1, 2, 3, 4, 5].map((at) => `chunk 1 ${at}`))
    expect(scene.valueOf(1)).toBe('end')
  })

  it('may send what was granted before it started', async () => {
    const first = gate()
    const scene = new RunnerScene(async (input, { emit }) => {
      if (input === 'first') await first.opened
      else for (let at = 1; at <= 3; at++) await emit(at)
    })
    scene.accept(1, 'first')
    scene.accept(2, 'second', { window: 1 })
    scene.runner.pulled(2, 2)
    first.open()
    await scene.settles(2)
    expect(scene.said).toHaveLength(3)
  })

  it('goes on where nobody wants a stream', async () => {
    const scene = new RunnerScene(async (_input, { emit, progress }) => {
      for (let at = 1; at <= 100; at++) await emit(at)
      progress(1)
      return 'end'
    })
    expect(await scene.run()).toEqual({ word: 'reply', value: 'end' })
    expect(scene.said).toEqual([])
  })

  it('hears that it is to end, also where nobody wants a stream, and lets others have their turn', async () => {
    const scene = new RunnerScene(async (_input, { emit }) => {
      for (;;) await emit('more')
    })
    scene.accept(1)
    await new Promise((turn) => setImmediate(turn))
    expect(scene.outcomes).toEqual([])
    scene.runner.cancel(1)
    await scene.settles(1)
    expect(scene.valueOf(1)).toMatchObject({ name: 'AbortError' })
  })

  it('is told when nobody reads any more', async () => {
    const scene = new RunnerScene(async (_input, { emit }) => {
      for (;;) await emit('more')
    })
    scene.accept(1, undefined, { window: 1 })
    await until(() => scene.said.length === 1)
    scene.runner.cancel(1)
    await scene.settles(1)
    expect(scene.words).toEqual(['1 handler-failed'])
    expect(scene.valueOf(1)).toMatchObject({ name: 'AbortError' })
  })

  it('is told where a chunk cannot be carried, and may go on', async () => {
    const scene = new RunnerScene(async (_input, { emit }) => {
      const refused = await emit(() => 1).catch((error: unknown) => String(error))
      await emit('good')
      return refused
    })
    const { value } = await scene.run(undefined, { window: 8 })
    expect(value).toContain('cannot carry')
    expect(saidIn(scene)).toEqual(['chunk 1 good'])
  })

  it('has its answer wait for what it did not wait for', async () => {
    const scene = new RunnerScene((_input, { emit }) => {
      for (let at = 1; at <= 5; at++) void emit(at)
      return 'all sent'
    })
    scene.accept(1, undefined, { window: 2 })
    scene.runner.pulled(1, 2)
    await new Promise((turn) => setImmediate(turn))
    expect(scene.said).toHaveLength(4)
    expect(scene.outcomes).toEqual([])
    scene.runner.pulled(1, 1)
    await scene.settles(1)
    expect(saidIn(scene)).toEqual([1, 2, 3, 4, 5].map((at) => `chunk 1 ${at}`))
    expect(scene.valueOf(1)).toBe('all sent')
  })

  it('fails where a chunk could not leave, and it never asked', async () => {
    const scene = new RunnerScene(async (_input, { emit }) => {
      void emit('one')
      void emit(() => 1)
      return 'all sent'
    })
    const { word, value } = await scene.run(undefined, { window: 8 })
    expect(word).toBe('handler-failed')
    expect(value).toMatchObject({ message: expect.stringContaining('cannot carry') as string })
  })

  it('ends by itself what waits for a reader that is gone', async () => {
    const scene = new RunnerScene((_input, { emit }) => {
      for (let at = 1; at <= 5; at++) void emit(at)
      return 'all sent'
    })
    scene.accept(1, undefined, { window: 2 })
    await until(() => scene.said.length === 2)
    scene.runner.cancel(1)
    await scene.settles(1)
    expect(scene.words).toEqual(['1 reply'])
    expect(scene.said).toHaveLength(2)
  })

  it('is stopped before it fills the memory, where it does not wait', async () => {
    const scene = new RunnerScene(async (_input, { emit }) => {
      for (let at = 0; at < 2000; at++) void emit(at)
      return 'all sent'
    })
    const { word, value } = await scene.run(undefined, { window: 4 })
    expect(word).toBe('handler-failed')
    expect(value).toMatchObject({ name: 'RangeError', message: expect.stringContaining('await each emit') as string })
    expect(scene.said).toHaveLength(4)
  })

  it('cannot send anything once it has answered', async () => {
    let late: Promise<void> | undefined
    const done = gate()
    const scene = new RunnerScene((_input, { emit, progress }) => {
      void done.opened.then(() => {
        progress(1)
        late = emit('late')
        late.catch(() => undefined)
      })
      return 'end'
    })
    scene.accept(1, undefined, { window: 4, progress: 1 })
    await scene.settles(1)
    done.open()
    await until(() => late !== undefined)
    await expect(late).rejects.toThrow('the task has ended')
    expect(scene.said).toEqual([])
  })

  it('tells how far it is', async () => {
    const scene = new RunnerScene((_input, { progress }) => {
      progress(0.5)
      return 'end'
    })
    await scene.run(undefined, { progress: 1 })
    expect(saidIn(scene)).toEqual(['progress 1 0.5'])
  })
})

describe('the context of a task', () => {
  it('has its method and its metadata, which nested requests have as well', async () => {
    const scene = new RunnerScene(async (_input, { method, metadata, request, send }) => {
      void send('worker.3', undefined, { metadata: { own: 'x' } }).catch(() => undefined)
      void request('worker.2').catch(() => undefined)
      return { method, metadata }
    })
    const { value } = await scene.run(undefined, { method: 'resize@1a', metadata: '{"trace":"a-1","bad":1}' })
    expect(value).toEqual({ method: 'resize@1a', metadata: { trace: 'a-1' } })
    expect(scene.nested).toMatchObject([
      { target: 'worker.3', quiet: 1, metadata: '{"trace":"a-1","own":"x"}', parent: 1 },
      { target: 'worker.2', metadata: '{"trace":"a-1"}' },
    ])
  })
})
