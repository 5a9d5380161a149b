/** What a supervisor does to end what it has: to replace it, or for good. */
import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { PlayedLaunch, restart, Scene, settle } from './supervisor-scene.js'

describe('one that is to be replaced', () => {
  const recycle = { afterTasks: 3, memoryBytes: 1000 }

  it('after so many tasks ends what it has, is told to stop, and another is started at once', async () => {
    const scene = await new Scene({ recycle }).started()
    for (let tasks = 0; tasks < 2; tasks++) scene.launch.events.given()
    await settle()
    expect(scene.supervisor.state).toBe('ready')
    scene.launch.events.given()
    expect(scene.launch.done).toEqual([])
    await settle()
    scene.launch.events.given()
    expect([scene.supervisor.state, scene.launch.done]).toEqual(['draining', ['drain']])
    scene.launch.onEmpty?.()
    await settle()
    expect([scene.supervisor.state, scene.launch.done.at(-1)]).toEqual(['recycling', 'stop 200'])
    await scene.ended({ kind: 'exited', code: 0 })
    expect([scene.supervisor.state, scene.launches.length]).toEqual(['starting', 2])
    expect(scene.told).toEqual(['started', 'recycling', 'ended: recycled'])
    expect(scene.supervisor.lastEnd).toEqual({ kind: 'recycled', after: 'tasks' })
  })

  it('for its memory is replaced the same way', async () => {
    const scene = await new Scene({ recycle }).started()
    scene.launch.events.heartbeat(999)
    expect(scene.supervisor.state).toBe('ready')
    scene.launch.events.heartbeat(1000)
    scene.launch.onEmpty?.()
    await scene.ended()
    expect(scene.supervisor.lastEnd).toEqual({ kind: 'recycled', after: 'memory' })
  })

  it('and does not stop is ended by force, without counting as a crash', async () => {
    const scene = await new Scene({ recycle, restart: { ...restart, crashesMax: 1 } }).started()
    scene.launch.events.heartbeat(1000)
    scene.launch.onEmpty?.()
    await settle()
    await scene.advance(199)
    expect(scene.launch.done).toEqual(['drain', 'stop 200'])
    await scene.advance(1)
    expect(scene.launches[0]?.done.slice(2)).toEqual(['end recycled', 'release recycled'])
    expect(scene.supervisor.state).toBe('starting')
  })

  it('counts its tasks anew after each start', async () => {
    const scene = await new Scene({ recycle: { afterTasks: 2 } }).started()
    scene.launch.events.given()
    await scene.ended()
    await scene.advance(100)
    scene.launch.events.announced(undefined)
    scene.launch.events.given()
    await settle()
    expect(scene.supervisor.state).toBe('ready')
  })
})

describe('when the broker closes, one', () => {
  it('that is ready is told to stop, and ended by force when the grace is over', async () => {
    const scene = await new Scene().started()
    const stopped = Promise.all([scene.supervisor.stop(), scene.supervisor.stop()])
    await settle()
    await scene.advance(199)
    expect(scene.launch.done).toEqual(['stop 200'])
    await scene.advance(1)
    await stopped
    expect(scene.launch.done.slice(1)).toEqual(['end stopped', 'release stopped'])
    expect([scene.told.at(-1), scene.standings.at(-1)]).toEqual(['ended: stopped', 'gone'])
  })

  it('that cannot be told yet is told as soon as it can be', async () => {
    const scene = await new Scene().started()
    scene.launch.canBeTold = false
    const stopped = scene.supervisor.stop()
    await settle()
    await scene.advance(50)
    expect(scene.launch.done).not.toContain('end stopped')
    scene.launch.canBeTold = true
    await scene.advance(50)
    scene.launch.events.ended({ kind: 'exited', code: 0 }, undefined)
    await stopped
    expect(scene.launch.done.at(-1)).toBe('release stopped')
    expect(scene.launch.done).not.toContain('end stopped')
  })

  it('that can never be told is ended by force when the grace is over', async () => {
    const scene = await new Scene().started()
    scene.launch.canBeTold = false
    const stopped = scene.supervisor.stop()
    await settle()
    for (let at = 0; at < 41; at++) await scene.advance(5)
    await stopped
    expect(scene.launch.done.slice(-2)).toEqual(['end stopped', 'release stopped'])
  })

  it('that has not started yet does not, and whoever waits for it is told', async () => {
    const scene = new Scene()
    const started = scene.supervisor.start()
    await scene.supervisor.stop()
    await expect(started).rejects.toMatchObject({ code: 'closed' })
    await settle()
    expect(scene.launches).toEqual([])
  })

  it('that is just starting is told as soon as there is something to tell', async () => {
    const gate = new EventEmitter()
    const begun = once(gate, 'open')
    const scene: Scene = new Scene({
      launch: async (events) => {
        await begun
        const launch = new PlayedLaunch(events)
        scene.launches.push(launch)
        return launch
      },
    })
    void scene.supervisor.start().catch(() => undefined)
    await settle()
    const stopped = scene.supervisor.stop()
    gate.emit('open')
    await settle()
    await scene.ended()
    await stopped
    expect(scene.launch.done).toEqual(['stop 200', 'release stopped'])
  })

  it('that waits for its next start, or rests, is started no more', async () => {
    for (const crashesMax of [1, 3]) {
      const scene = await new Scene({ restart: { ...restart, crashesMax } }).started()
      await scene.ended()
      expect(scene.supervisor.state).toBe(crashesMax === 1 ? 'barred' : 'backing-off')
      await scene.supervisor.stop()
      await scene.advance(1_000_000)
      expect(scene.launches).toHaveLength(1)
    }
  })

  it('that is being replaced, or ended by force, is told nothing twice', async () => {
    const scene = await new Scene({ recycle: { memoryBytes: 1 } }).started()
    scene.launch.events.heartbeat(1)
    scene.launch.onEmpty?.()
    await settle()
    const stopped = scene.supervisor.stop()
    await scene.advance(200)
    await stopped
    expect(scene.launch.done).toEqual(['drain', 'stop 200', 'end recycled', 'release recycled'])
    expect(scene.supervisor.state).toBe('stopped')
  })

  it('with the whole process is made safe, without waiting', async () => {
    const scene = await new Scene().started()
    scene.supervisor.makeSafe()
    scene.supervisor.endWithProcess()
    expect(scene.launch.done).toEqual(['make safe', 'end with process'])
    await scene.ended()
    scene.supervisor.makeSafe()
    scene.supervisor.endWithProcess()
    expect(scene.launch.done).toEqual(['make safe', 'end with process', 'release exited'])
  })
})
