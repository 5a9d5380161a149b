/** What a supervisor does about an end that nobody asked for. */
import { describe, expect, it } from 'vitest'
import { crash, plain, Scene, settle } from './supervisor-scene.js'

describe('one that has ended', () => {
  it('is started again after a delay, and its lane is lost at once', async () => {
    const scene = await new Scene().started()
    await scene.ended()
    expect(scene.launch.done).toEqual(['release exited'])
    expect([scene.supervisor.state, scene.supervisor.isRunning]).toEqual(['backing-off', false])
    await scene.advance(49)
    expect(scene.launches).toHaveLength(1)
    await scene.advance(1)
    scene.launch.events.announced(undefined)
    expect(scene.told).toEqual(['started', 'ended: exited', 'restarting', 'started'])
    expect([scene.supervisor.starts, scene.supervisor.lastEnd, scene.standings]).toEqual([2, crash, ['expected']])
  })

  it('is barred when it ends too often, tried after its rest, and barred at once when it ends again', async () => {
    const scene = await new Scene().started()
    for (let ends = 1; ends < 3; ends++) {
      await scene.ended()
      await scene.advance(1000)
      scene.launch.events.announced(undefined)
    }
    await scene.ended()
    expect([scene.supervisor.state, scene.standings]).toEqual(['barred', ['expected', 'barred']])
    const message = 'a ended again and again, and rests for 30000 ms: its thread ended with exit code 1'
    expect(scene.events.at(-1)).toEqual({ kind: 'barred', worker: 'a', placement: 'thread', forMs: 30_000, message })
    await scene.advance(30_000)
    expect([scene.supervisor.state, scene.standings.at(-1)]).toEqual(['starting', 'expected'])
    await scene.ended()
    expect([scene.supervisor.state, scene.standings.at(-1)]).toEqual(['barred', 'barred'])
    await scene.advance(30_000)
    scene.launch.events.announced(undefined)
    expect(scene.supervisor.state).toBe('ready')
  })

  it('counts a start that fails, once it has served', async () => {
    const scene = await new Scene().started()
    await scene.ended()
    await scene.advance(100)
    await scene.ended({ kind: 'threw', error: { ...plain, message: 'no such file' } })
    scene.fault = new Error('too many open files')
    await scene.advance(1000)
    expect(scene.told.slice(-3)).toEqual(['restarting', 'ended: start-failed', 'barred'])
    const told = /exit code 1; it did not start: .*no such file; it did not start: too many open files$/
    expect(scene.events.at(-1)).toMatchObject({ message: expect.stringMatching(told) as unknown })
  })

  it('is gone where it is not to be started again', async () => {
    const scene = await new Scene({ restart: false }).started()
    await scene.ended()
    expect([scene.supervisor.state, scene.standings]).toEqual(['stopped', ['expected', 'gone']])
    await expect(scene.supervisor.stop()).resolves.toBeUndefined()
  })
})

describe('one that is hung', () => {
  const overdue = { lease: 1, worker: 'a', target: 'service', reason: 'deadline' }

  it('is ended by force, and started again as if it had ended by itself', async () => {
    const scene = await new Scene().started()
    scene.launch.events.hung(overdue)
    scene.launch.events.hung(overdue)
    await settle()
    expect(scene.launch.done).toEqual(['end hung', 'release hung'])
    expect(scene.supervisor.lastEnd).toEqual({ kind: 'hung', target: 'service', after: 'deadline' })
    expect(scene.told).toEqual(['started', 'ended: hung', 'restarting'])
  })

  it('is left to itself where it cannot be ended, and another takes over; its end later is no news', async () => {
    const scene = await new Scene().started()
    const stuck = scene.launch
    stuck.isStuck = true
    stuck.events.hung(overdue)
    await settle()
    expect(stuck.done).toEqual(['end hung', 'release hung'])
    await scene.advance(100)
    scene.launch.events.announced(undefined)
    stuck.events.ended(crash, undefined)
    stuck.events.announced(undefined)
    stuck.events.hung(overdue)
    expect([scene.launches.length, scene.supervisor.state]).toEqual([2, 'ready'])
  })
})

describe('one whose connection is lost', () => {
  it('is ended by force', async () => {
    const scene = await new Scene({ placement: 'process' }).started()
    scene.launch.events.lost()
    scene.launch.events.ended({ kind: 'signal', signal: 'SIGTERM' }, undefined)
    await settle()
    expect(scene.told).toEqual(['started', 'ended: lost', 'restarting'])
  })

  it('because it ended by itself has ended as it did', async () => {
    const scene = await new Scene({ placement: 'process' }).started()
    scene.launch.events.lost()
    await scene.ended({ kind: 'exited', code: 3 })
    expect(scene.supervisor.lastEnd).toEqual({ kind: 'exited', code: 3 })
  })
})
