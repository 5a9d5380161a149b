/** Whose turn it is: by priority, but never the same for ever. */
import { describe, expect, it } from 'vitest'
import { CoreScene } from './core-scene.js'

const [high, low] = [1, 2]

describe('requests of a higher priority', () => {
  it('go before those of a lower one that came earlier', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    scene.request('worker.1', { priority: low, body: 'low' })
    scene.request('worker.1', { body: 'normal' })
    scene.request('worker.1', { priority: high, body: 'high' })
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 'high', 'normal', 'low'])
    scene.assertNoFaults()
  })

  it('let one of the lowest through now and then', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.requests(40, 'worker.1', { priority: high, body: 'high' })
    scene.requests(2, 'worker.1', { priority: low, body: 'low' })
    lane.replyAll()
    const places = lane.bodies.flatMap((body, at) => (body === 'low' ? [at] : []))
    expect(places).toEqual([9, 18])
    scene.assertNoFaults()
  })

  it('let through the next lower one before the lowest, and neither of them waits for ever', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.requests(200, 'worker.1', { priority: high, body: 'high' })
    scene.requests(20, 'worker.1', { body: 'normal' })
    scene.requests(2, 'worker.1', { priority: low, body: 'low' })
    lane.replyAll()
    const lower = lane.bodies.filter((body) => body !== 'high')
    expect(lower.indexOf('low')).toBe(8)
    expect(lane.bodies.indexOf('normal')).toBe(9)
    expect(lane.bodies.indexOf('low')).toBe(81)
    scene.assertNoFaults()
  })

  it('go first however many of a lower one went when nobody else waited', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    for (let at = 0; at < 20; at++) {
      scene.request('worker.1')
      lane.reply()
    }
    scene.request('worker.1', { body: 'first' })
    scene.request('worker.1', { priority: low, body: 'low' })
    scene.request('worker.1', { priority: high, body: 'high' })
    lane.replyAll()
    expect(lane.bodies.slice(-3)).toEqual(['first', 'high', 'low'])
    scene.assertNoFaults()
  })

  it('are tried again by the same rule', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 2, services: ['pool'] })
    scene.request('pool', { priority: low, attempts: 2, body: 'low' })
    scene.request('pool', { priority: high, attempts: 2, body: 'high' })
    scene.core.workersExpected('worker.1', ['worker.1'])
    lane.lose()
    const next = scene.lane('worker.1', { slots: 1, services: ['pool'] })
    next.replyAll()
    expect(next.bodies).toEqual(['high', 'low'])
    scene.assertNoFaults()
  })

  it('of a later version that are not known here count as normal', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 1 })
    scene.request('worker.1')
    scene.request('worker.1', { priority: low, body: 'low' })
    scene.request('worker.1', { priority: 77, body: 'unknown' })
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 'unknown', 'low'])
  })
})

describe('what handlers asked for', () => {
  it('goes before what others ask, as somebody holds a slot for it, but not for ever', () => {
    const scene = new CoreScene()
    const asking = scene.lane('worker.1')
    const lane = scene.lane('worker.2', { slots: 1 })
    scene.request('worker.1')
    scene.requests(3, 'worker.2', { body: 'other' })
    for (let at = 0; at < 12; at++)
      scene.request('worker.2', { client: 'worker.1', parent: asking.held[0], body: 'nested' })
    lane.replyAll()
    expect(lane.bodies.slice(0, 2)).toEqual(['other', 'nested'])
    expect(lane.bodies.indexOf('other', 1)).toBe(9)
    scene.assertNoFaults()
  })
})
