/** The first start of what is supervised: it is ready, or fails with the reason and the error that kept it from it. */
import { beforeEach, describe, expect, it } from 'vitest'
import { StartGate } from '../../src/launch/start-gate.js'
import { plain, Scene, settle } from './supervisor-scene.js'

describe('at the first start of all', () => {
  let scene: Scene
  beforeEach(() => {
    scene = new Scene()
  })

  it('its worker is expected before it is there', async () => {
    const started = scene.supervisor.start()
    expect([scene.supervisor.state, scene.standings]).toEqual(['queued', ['expected']])
    await settle()
    expect([scene.supervisor.state, scene.supervisor.starts, scene.supervisor.isRunning]).toEqual(['starting', 1, true])
    scene.launch.events.announced(undefined)
    await started
    expect(scene.events).toEqual([{ kind: 'started', worker: 'a', placement: 'thread', starts: 1 }])
  })

  it('one that ends before it serves is not tried again, and its error is told', async () => {
    const started = scene.supervisor.start()
    await settle()
    const cause = new SyntaxError('unexpected token')
    scene.launch.events.ended({ kind: 'threw', error: { ...plain, message: cause.message } }, cause)
    const message = 'a did not start: its thread ended by an error: unexpected token'
    await expect(started).rejects.toMatchObject({ code: 'worker-start-failed', message, cause })
    expect([scene.supervisor.state, scene.standings]).toEqual(['stopped', ['expected', 'gone']])
  })

  it('one that ends without an error may have a module that serves nothing', async () => {
    const started = scene.supervisor.start()
    await settle()
    scene.launch.events.ended({ kind: 'exited', code: 0 }, undefined)
    const message = /exit code 0 before it was ready; does its module call serve or runWorker\?/
    await expect(started).rejects.toThrow(message)
  })

  it('one that is late is ended by force, and says what may be missing', async () => {
    const started = scene.supervisor.start()
    await settle()
    scene.clock.advance(999)
    expect(scene.supervisor.state).toBe('starting')
    scene.clock.advance(1)
    await expect(started).rejects.toThrow(
      'a did not start: it was not ready within 1000 ms; does its module call serve or runWorker',
    )
    expect(scene.launch.done).toEqual(['end start-failed', 'release start-failed'])
  })

  it('one whose announcement is refused is ended by force', async () => {
    const started = scene.supervisor.start()
    await settle()
    scene.launch.events.announced('it lists no workers')
    await expect(started).rejects.toThrow('a did not start: it lists no workers')
  })

  it('one that cannot be started at all is told as such', async () => {
    scene.fault = new TypeError('the module is no path')
    await expect(scene.supervisor.start()).rejects.toMatchObject({ cause: scene.fault })
    expect(scene.told).toEqual(['ended: start-failed'])
  })

  it('has the time that it may take only from its own start on', async () => {
    const gate = new StartGate(1)
    const leave = gate.enter(() => undefined)
    const late = new Scene({ gate })
    const started = late.supervisor.start()
    await late.advance(5000)
    expect(late.supervisor.state).toBe('queued')
    leave()
    await settle()
    late.launch.events.announced(undefined)
    await expect(started).resolves.toBeUndefined()
  })
})
