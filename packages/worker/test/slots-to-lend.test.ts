/** A handler that waits for what it asked for lends its slot to what other handlers asked for. */
import { describe, expect, it } from 'vitest'
import { RunnerScene, until } from './runner-scene.js'

function asking(): RunnerScene {
  return new RunnerScene(async (input, { request }) => (input === 'ask' ? request('pool') : input))
}

describe('a worker whose slot waits for what its handler asked for', () => {
  it('runs what another handler asked for, and nothing else', async () => {
    const scene = asking()
    scene.accept(1, 'ask')
    await until(() => scene.nested.length === 1)
    scene.accept(2, 'ordinary')
    scene.accept(3, 'asked for', { nested: 1, target: 'worker.1' })
    await scene.settles(1)
    expect(scene.words).toEqual(['3 reply'])
    scene.requester.settle({ kind: 'reply', id: 1, metadata: '', codec: 'j', body: '"answer"' })
    await scene.settles(3)
    expect(scene.words).toEqual(['3 reply', '1 reply', '2 reply'])
  })

  it('runs it when it comes to wait, where that was there before', async () => {
    const scene = asking()
    scene.accept(1, 'ask')
    scene.accept(2, 'asked for', { nested: 1 })
    await scene.settles(1)
    expect(scene.words).toEqual(['2 reply'])
  })

  it('does not where it is told not to', async () => {
    const scene = new RunnerScene({
      handler: async (input: unknown, { request }) => (input === 'ask' ? request('pool') : input),
      lendSlots: false,
    })
    scene.accept(1, 'ask')
    scene.accept(2, 'asked for', { nested: 1 })
    await until(() => scene.nested.length === 1)
    expect(scene.words).toEqual([])
    scene.requester.settle({ kind: 'reply', id: 1, metadata: '', codec: 'j', body: '"answer"' })
    await scene.settles(2)
    expect(scene.words).toEqual(['1 reply', '2 reply'])
  })

  it('starts no other before both have ended, where the answer comes first', async () => {
    const scene = asking()
    scene.accept(1, 'ask')
    scene.accept(2, 'ask', { nested: 1 })
    scene.accept(3, 'ordinary')
    await until(() => scene.nested.length === 2)
    scene.requester.settle({ kind: 'reply', id: 1, metadata: '', codec: 'j', body: '"answer"' })
    await scene.settles(1)
    expect(scene.words).toEqual(['1 reply'])
    scene.requester.settle({ kind: 'reply', id: 2, metadata: '', codec: 'j', body: '"answer"' })
    await scene.settles(3)
    expect(scene.words).toEqual(['1 reply', '2 reply', '3 reply'])
  })
})
