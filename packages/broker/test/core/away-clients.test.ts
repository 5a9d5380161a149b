/** Clients whose connection was lost, and that come back to what they asked for by the same keys. */
import { describe, expect, it } from 'vitest'
import { CoreScene } from './core-scene.js'

const repeatable = { client: 'client.x', attempts: 2, deadlineMs: 60_000 }

describe('a client whose connection was lost', () => {
  it('finds its work still going on, and is told its end once', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    const id = scene.request('worker.1', repeatable)
    scene.core.clientGone('client.x', 10)
    scene.request('worker.1', { ...repeatable, id })
    expect(lane.tasks).toHaveLength(1)
    lane.reply()
    expect(scene.outcomesOf(id, 'client.x')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('is told what ended meanwhile, and the work is not done again', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    const id = scene.request('worker.1', repeatable)
    scene.core.clientGone('client.x', 10)
    lane.reply(undefined, 'while you were away')
    expect(scene.told).toEqual([])
    scene.request('worker.1', { ...repeatable, id })
    expect(scene.told).toMatchObject([{ client: 'client.x', outcome: { id, body: '"while you were away"' } }])
    expect(lane.tasks).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('is told again what was lost with its connection', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    const id = scene.request('worker.1', repeatable)
    lane.reply()
    scene.core.clientGone('client.x', 10)
    scene.request('worker.1', { ...repeatable, id })
    expect(scene.outcomesOf(id, 'client.x')).toEqual(['reply', 'reply'])
    expect(lane.tasks).toHaveLength(1)
    expect(scene.core.counters).toMatchObject({ accepted: 1, repeats: 1 })
  })

  it('comes as another where nothing was kept for it, and is not forgotten in the place of the one before', () => {
    const scene = new CoreScene({}, { resumeMs: 5000 })
    const lane = scene.lane('worker.1')
    scene.request('worker.1', repeatable)
    scene.core.clientGone('client.x', 10)
    // Too long to be kept.
    lane.reply(undefined, 'x'.repeat(5 * 1024 * 1024))
    scene.request('worker.1', { client: 'client.y' })
    lane.reply()
    const id = scene.request('worker.1', { ...repeatable, id: 7 })
    scene.tickAt(10_000)
    scene.assertNoFaults()
    lane.reply()
    expect(scene.outcomesOf(id, 'client.x')).toEqual(['reply'])
    scene.assertNoFaults()
  })

  it('loses what may not be done twice', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.requests(2, 'worker.1', { client: 'client.x' })
    scene.core.clientGone('client.x', 10)
    expect(lane.cancelled).toHaveLength(1)
    expect(scene.core).toMatchObject({ open: 0, queued: 0 })
    expect(scene.told).toEqual([])
    scene.assertNoFaults()
  })

  it('is given up after a while, with what it had', () => {
    const scene = new CoreScene({}, { resumeMs: 5000 })
    const lane = scene.lane('worker.1')
    scene.requests(2, 'worker.1', repeatable)
    lane.reply()
    scene.core.clientGone('client.x', 1000)
    expect(scene.core.nextDeadline()).toBe(6000)
    scene.tickAt(5999)
    expect(scene.core.open).toBe(1)
    scene.tickAt(6000)
    expect(scene.core.open).toBe(0)
    expect(lane.cancelled).toHaveLength(1)
    expect([...scene.core.contents().clients.all()]).toEqual([])
    scene.assertNoFaults()
  })

  it('has nothing kept of what ends after it was given up', () => {
    const scene = new CoreScene({}, { resumeMs: 1000 })
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { ...repeatable, quiet: 1 })
    scene.core.clientGone('client.x', 0)
    scene.tickAt(1000)
    expect(lane.held).toHaveLength(1)
    lane.reply()
    scene.request('worker.1', { client: 'client.y' })
    lane.reply()
    expect([...scene.core.contents().clients.all()].map(({ id }) => id)).toEqual(['client.y'])
    scene.assertNoFaults()
  })

  it('is forgotten at once where nothing is kept for it', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    scene.request('worker.1', { client: 'client.x' })
    lane.reply()
    scene.core.clientGone('client.x', 0)
    expect(scene.core.nextDeadline()).toBeUndefined()
    expect([...scene.core.contents().clients.all()]).toEqual([])
  })

  it('is forgotten when another has come and gone, though nobody said that it left', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1')
    for (let client = 1; client <= 100; client++) {
      scene.request('worker.1', { client: `client.${client}` })
      lane.reply()
    }
    expect([...scene.core.contents().clients.all()]).toHaveLength(1)
    expect([...scene.core.contents().clients.flows()]).toHaveLength(1)
    scene.assertNoFaults()
  })

  it('has a bounded number of outcomes kept, the newest', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 10_000 })
    scene.requests(5000, 'worker.1', repeatable)
    lane.replyAll()
    const [client] = [...scene.core.contents().clients.all()]
    expect(client?.kept?.size).toBe(4096)
    expect(client?.kept?.get(5000)).toBeDefined()
    expect(client?.kept?.get(1)).toBeUndefined()
  })

  it('has a bounded number of bytes kept', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 10_000 })
    scene.requests(10, 'worker.1', repeatable)
    while (lane.held.length > 0) lane.reply(undefined, 'x'.repeat(1024 * 1024))
    const [client] = [...scene.core.contents().clients.all()]
    expect(client?.kept?.size).toBe(3)
  })
})
