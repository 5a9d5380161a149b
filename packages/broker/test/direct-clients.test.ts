/** Clients of the broker's own thread, between its core and a worker that the test plays. */
import { type AnswerRecord, defaultLimits, type ProtocolLimits, type RequestRecord } from '@errand/protocol'
import type { DirectLink } from '@errand/sockets'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DirectClients } from '../src/direct-clients.js'
import { OutcomeRouter } from '../src/outcome-router.js'
import { echo, type FrontScene, frontScene } from './front-scene.js'

interface DirectScene extends FrontScene {
  readonly direct: DirectClients
  readonly link: DirectLink
  readonly answers: AnswerRecord[]
}

async function directScene(limits: Partial<ProtocolLimits> = {}): Promise<DirectScene> {
  const scene = await frontScene({ answersOf: (front) => (outcomes = new OutcomeRouter(front)) })
  onTestFinished(() => scene.close())
  const direct = new DirectClients({
    limits: { ...defaultLimits, ...limits },
    outcomes: outcomes as OutcomeRouter,
    accept: (client, record) => scene.front.take(client, record),
    refuse: (client, id, message) => scene.core.refuse(client, id, 'too-large', message),
  })
  const answers: AnswerRecord[] = []
  const link = direct.join('client.1', (answer) => void answers.push(answer))
  return { ...scene, direct, link, answers }
}

let outcomes: OutcomeRouter | undefined

function request(id: number, more: Partial<RequestRecord> = {}): RequestRecord {
  const usual = { target: 'worker.1', deadlineMs: 1000, attempts: 1, metadata: '', codec: 'j', body: '7' }
  return { kind: 'request', id, ...usual, ...more }
}

function microtasks(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(() => queueMicrotask(resolve))
  })
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

describe('a client in the thread of the broker', () => {
  it('is answered without a socket', async () => {
    const scene = await directScene()
    echo(scene, 'worker.1')
    scene.link.send(request(1))
    expect(scene.core.open).toBe(1)
    await turn()
    expect(scene.answers).toMatchObject([{ kind: 'reply', id: 1, body: '7' }])
    expect(scene.changes()).toBeGreaterThan(0)
  })

  it('is never answered from within its own call', async () => {
    const { link, answers } = await directScene()
    link.send(request(1, { target: 'nobody' }))
    link.send({ kind: 'find', id: 2, target: 'nobody' })
    expect(answers).toEqual([])
    await turn()
    expect(answers).toMatchObject([
      { kind: 'failure', id: 1, code: 'unknown-target' },
      { kind: 'failure', id: 2, code: 'unknown-target' },
    ])
  })

  it('does not keep the event loop by asking in vain, again and again', async () => {
    const { direct } = await directScene()
    let asked = 0
    const ask = (): void => link.send(request(++asked, { target: 'nobody' }))
    const link = direct.join('client.2', ask)
    ask()
    await microtasks()
    expect(asked).toBe(1)
    await turn()
    expect(asked).toBe(2)
    link.close()
  })

  it.each([
    ['a body', { body: 'x'.repeat(101) }, 'a body of 101 bytes; allowed are 100'],
    ['metadata', { metadata: 'x'.repeat(51) }, 'metadata of 51 characters; allowed are 50'],
  ])('is told where it sends %s beyond what the broker allows', async (_what, more, message) => {
    const { link, answers, core } = await directScene({ bodyBytesMax: 100, metadataCharsMax: 50 })
    link.send(request(1, more))
    await turn()
    expect(answers).toMatchObject([{ kind: 'failure', id: 1, code: 'too-large' }])
    expect(answers[0]).toHaveProperty('body', expect.stringContaining(message))
    expect(core.open).toBe(0)
  })

  it('takes its requests back, and all of them when it leaves', async () => {
    const scene = await directScene()
    const sent: string[] = []
    scene.lane('worker.1', { send: ({ kind }) => void sent.push(kind) })
    for (const id of [1, 2]) scene.link.send(request(id))
    scene.link.send({ kind: 'cancel', id: 1 })
    expect(scene.core.open).toBe(1)
    scene.link.close()
    expect(scene.core.open).toBe(0)
    expect(scene.link.isOpen).toBe(false)
    expect(sent).toEqual(['task', 'task', 'cancel', 'cancel'])
  })

  it('is not heard once the broker has closed, and still gets what was answered', async () => {
    const scene = await directScene()
    scene.link.send(request(1, { target: 'nobody' }))
    scene.direct.close()
    scene.link.send(request(2))
    scene.link.close()
    await turn()
    expect(scene.answers).toMatchObject([{ id: 1 }])
    expect(scene.core.open).toBe(0)
  })

  it('asks nothing new of a broker that is closing', async () => {
    const { front, link, answers } = await directScene()
    front.refuseNew()
    link.send(request(1))
    await turn()
    expect(answers).toMatchObject([{ kind: 'failure', id: 1, code: 'closed' }])
  })
})
