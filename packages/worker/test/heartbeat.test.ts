/** Heartbeats: when they come, and what they say. */
import type { HeartbeatRecord } from '@errand/protocol'
import { type Clock, manualClock } from '@errand/timing'
import { describe, expect, it } from 'vitest'
import { heartbeatRecord } from '../src/core/heartbeat-record.js'
import { heartbeat } from '../src/heartbeat.js'
import { bodyOf } from './fake-broker.js'

function beating(intervalMs: number) {
  const clock = manualClock({ startMs: 7000 })
  const sent: HeartbeatRecord[] = []
  const tasks = { lastTask: 0, held: [] as number[] }
  const beats = heartbeat({ clock, intervalMs, tasks, send: (record) => sent.push(record) })
  return { clock, sent, tasks, beats }
}

describe('a heartbeat', () => {
  it('comes at each interval, the first when one has passed', () => {
    const { clock, sent } = beating(100)
    clock.advance(99)
    expect(sent).toHaveLength(0)
    clock.advance(1)
    expect(sent).toHaveLength(1)
    clock.advance(99)
    expect(sent).toHaveLength(1)
    clock.advance(1)
    expect(sent).toHaveLength(2)
  })

  it('says what is in hand when it is sent', () => {
    const { clock, sent, tasks } = beating(100)
    tasks.lastTask = 9
    tasks.held.push(3, 9)
    clock.advance(100)
    expect(sent).toMatchObject([{ kind: 'heartbeat', lastTask: 9, metadata: '', codec: 'j', body: '[3,9]' }])
    expect(sent[0]?.memoryBytes).toBeGreaterThan(1_000_000)
  })

  it('does not come where no interval is given, nor after its end', () => {
    const none = beating(0)
    none.clock.advance(10_000)
    expect(none.sent).toEqual([])
    const { clock, sent, beats } = beating(100)
    clock.advance(100)
    beats.stop()
    clock.advance(10_000)
    expect(sent).toHaveLength(1)
  })

  it('tells by how much its own timer was late, and does not make up for what it missed', () => {
    const timers: (() => void)[] = []
    let now = 0
    const options: unknown[] = []
    const clock: Clock = {
      now: () => now,
      setTimer(_, callback, how) {
        timers.push(callback)
        options.push(how)
        return { cancel: () => undefined }
      },
    }
    const sent: HeartbeatRecord[] = []
    heartbeat({ clock, intervalMs: 100, tasks: { lastTask: 0, held: [] }, send: (record) => sent.push(record) })
    now = 437.9
    timers.shift()?.()
    now += 100
    timers.shift()?.()
    expect(sent.map(({ lagMs }) => lagMs)).toEqual([337, 0])
    expect(timers).toHaveLength(1)
    // A thread that has nothing else to do may end.
    expect(options[0]).toEqual({ keepsProcessAlive: false })
  })
})

describe('the record of a heartbeat', () => {
  it('holds whole milliseconds, none below zero', () => {
    const lags = [0, -3, 0.9, 12.4].map(
      (lagMs) => heartbeatRecord({ lagMs, memoryBytes: 5, lastTask: 0, held: [] }).lagMs,
    )
    expect(lags).toEqual([0, 0, 0, 12])
  })

  it('lists each task that is held', () => {
    const held = new Map([4, 70_368_744_177_664, 6].map((id) => [id, 'x']))
    const record = heartbeatRecord({ lagMs: 0, memoryBytes: 5, lastTask: 6, held: held.keys() })
    expect(bodyOf(record)).toEqual([4, 70_368_744_177_664, 6])
  })
})
