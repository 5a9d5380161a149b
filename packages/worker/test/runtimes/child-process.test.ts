/** A worker in a child process: it attaches to its broker's front, and lives as long as the broker wants. */
import type { ChildProcess } from 'node:child_process'
import { payloadCodecs } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodyOf, taskFor } from '../fake-broker.js'
import { ProcessScene } from '../process-scene.js'
import { startMsMax, until } from '../runner-scene.js'

const name = 'worker.1'
let scene: ProcessScene

beforeEach(() => {
  scene = new ProcessScene()
})

afterEach(() => {
  scene.close()
})

async function launched(data?: object, heartbeatIntervalMs?: number): Promise<ChildProcess> {
  const child = await scene.fork(data, heartbeatIntervalMs)
  await scene.front.hears('ready')
  return child
}

describe('a worker in a child process', { timeout: startMsMax }, () => {
  it('attaches under the routing id that its broker expects, and serves', async () => {
    await launched()
    scene.front.send(taskFor(name, 1, { act: 'echo', value: 'from a process' }))
    expect(bodyOf(await scene.front.hears('reply'))).toBe('from a process')
    expect(scene.front.peers).toEqual(['worker.1#k3v9'])
  })

  it('knows the data that its broker was given for it, and leaves none of it to processes of its own', async () => {
    const data = { options: { concurrency: 2 } }
    await launched(data)
    scene.front.send(taskFor(name, 1, { act: 'data' }), taskFor(name, 2, { act: 'environment' }))
    expect(bodyOf(await scene.front.hears('reply'))).toEqual(data)
    expect(bodyOf(await scene.front.hears('reply', 2))).toBe('nothing')
  })

  it('asks others in the name of the task that asks', async () => {
    await launched()
    scene.front.send(taskFor(name, 41, { act: 'ask', target: 'other', body: 'who?' }))
    const request = await scene.front.hears('request')
    expect([request.target, request.parent]).toEqual(['other', 41])
    scene.front.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('me') })
    expect(bodyOf(await scene.front.hears('reply'))).toBe('me')
  })

  it('says what it holds, and how much memory the process uses', async () => {
    await launched({ options: { slots: 10 } }, 5)
    scene.front.send(taskFor(name, 8, { act: 'hang' }), taskFor(name, 9, { act: 'echo' }))
    await until(() => scene.front.all('heartbeat').some(({ lastTask }) => lastTask === 9))
    const beat = scene.front.all('heartbeat').find(({ lastTask }) => lastTask === 9)
    expect(beat && bodyOf(beat)).toEqual([8, 9])
    // No process of Node is as small as the heap of one.
    expect(beat?.memoryBytes).toBeGreaterThan(20_000_000)
  })

  it('says that a handler ran too long when it has settled', async () => {
    await launched()
    scene.front.send(taskFor(name, 1, { act: 'wait for the signal' }, { runTimeoutMs: 20 }))
    expect(await scene.front.hears('failure')).toMatchObject({ id: 1, code: 'run-timeout' })
  })

  it('ends when it is told to stop, and what ran has ended', async () => {
    const child = await launched()
    scene.front.send(taskFor(name, 1, { act: 'wait for the signal' }), { kind: 'stop', graceMs: 1000 })
    await scene.front.hears('stopped')
    expect(await scene.ending(child)).toEqual({ code: 0, signal: null })
    expect(scene.stderr).toBe('')
  })

  it('does not end by the interrupt of a terminal, which its broker gets as well', async () => {
    const child = await launched()
    child.kill('SIGINT')
    scene.front.send(taskFor(name, 1, { act: 'echo', value: 'still here' }))
    expect(bodyOf(await scene.front.hears('reply'))).toBe('still here')
    scene.front.send({ kind: 'stop', graceMs: 1000 })
    expect(await scene.ending(child)).toEqual({ code: 0, signal: null })
  })

  it('does not outlive its parent', async () => {
    const child = await launched({ options: { concurrency: 2 } })
    scene.front.send(taskFor(name, 1, { act: 'keep the process alive' }), taskFor(name, 2, { act: 'echo' }))
    await scene.front.hears('reply')
    child.disconnect()
    expect(await scene.ending(child)).toEqual({ code: 1, signal: null })
  })

  it('does not outlive its parent, even where its handler hangs', async () => {
    const parent = await scene.forkParent()
    await scene.front.hears('ready')
    scene.front.send(taskFor(name, 1, { act: 'ask and spin' }))
    await scene.front.hears('request')
    parent.kill('SIGKILL')
    await scene.front.hears('stopped')
    // By the end of its connection alone: a handler that hangs says nothing.
    expect(scene.front.heard.map(({ kind }) => kind)).toEqual(['ready', 'request', 'stopped'])
  })

  it('does not outlive its connection to the broker, which starts another', async () => {
    const child = await launched()
    scene.front.leave()
    expect(await scene.ending(child)).toEqual({ code: 1, signal: null })
    expect(scene.stderr).toBe('')
  })

  it('ends with the reason where its broker refuses it', async () => {
    const child = await launched()
    const body = { message: 'the worker cannot attach: another one is called worker.1' }
    scene.front.send({ kind: 'failure', id: 0, code: 'bad-request', metadata: '', ...payloadCodecs().encode(body) })
    expect(await scene.ending(child)).toEqual({ code: 1, signal: null })
    expect(scene.stderr).toContain(body.message)
  })

  it('ends alone by what its handlers do', async () => {
    const child = await launched()
    scene.front.send(taskFor(name, 1, { act: 'exit', code: 3 }))
    expect(await scene.ending(child)).toEqual({ code: 3, signal: null })
  })
})
