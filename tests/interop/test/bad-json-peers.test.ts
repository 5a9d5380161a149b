/** What clients of the JSON profile do wrong is told to them, in their framing and with their own fields, and to nobody else. */
import type { Broker } from '@errand/broker'
import { describe, expect, it } from 'vitest'
import type { Peer } from './python.js'
import { dedicatedModule, openScene, type Scene } from './scene.js'

/** Frames as the peer's program has them: each byte as the character of the same number. */
type Frames = string[]

interface Failed {
  readonly source: string
  readonly failure: { readonly code: string; readonly message: string }
}

/** The identity that ZeroMQ makes up: five bytes, the first of them 0. */
// oxlint-disable-next-line no-control-regex -- it is this byte that is meant
const madeUp = /^\u0000[\u0000-\u00ff]{4}$/

const peers = [
  { who: 'a DEALER', kind: 'dealer', routingId: 'main_request_socket', source: /^main_request_socket$/ },
  { who: 'a DEALER without an identity', kind: 'dealer', routingId: undefined, source: madeUp },
  { who: 'a REQ', kind: 'req', routingId: 'main_request_socket', source: /^main_request_socket$/ },
  { who: 'a REQ without an identity', kind: 'req', routingId: undefined, source: madeUp },
] as const

const bodyBytesMax = 1024 * 1024
const long = 'x'.repeat(bodyBytesMax)

/** As long as is allowed, before the broker has added the sender to it. */
function longest(begin: string): string {
  return `${begin}"${long.slice(begin.length + 3)}"}`
}

/** What has been read may be too deep to be written. */
const deep = '['.repeat(200_000) + ']'.repeat(200_000)

/** V8 writes JSON of any depth from Node 26 on; before, it is out of stack at some depth. */
const writesAnyDepth = ((): boolean => {
  try {
    JSON.stringify(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))
    return true
  } catch {
    return false
  }
})()

/** What is sent, and what of it comes back. */
const allFaults = [
  { fault: 'no JSON', sent: '{"messageNo":1,', code: 'bad-request', fields: {} },
  { fault: 'no UTF-8', sent: '{"worker":"worker.1","note":"\u00ff"}', code: 'bad-request', fields: {} },
  { fault: 'no worker', sent: '{"messageNo":2}', code: 'bad-request', fields: { messageNo: 2 } },
  { fault: 'a worker that is no name', sent: '{"worker":7,"a":1}', code: 'bad-request', fields: { worker: 7, a: 1 } },
  {
    fault: 'an unknown worker',
    sent: '{"messageNo":3,"worker":"worker.9"}',
    code: 'unknown-target',
    fields: { messageNo: 3, worker: 'worker.9' },
  },
  {
    fault: 'a handler that throws',
    sent: '{"messageNo":4,"worker":"worker.1","fault":"no such file"}',
    code: 'handler-failed',
    fields: { messageNo: 4, worker: 'worker.1', fault: 'no such file' },
  },
  { fault: 'too deep', sent: `{"worker":"worker.1","deep":${deep}}`, code: 'bad-request', fields: {} },
  { fault: 'too deep, and no worker', sent: `{"deep":${deep}}`, code: 'bad-request', fields: {} },
  { fault: 'too long', sent: `{"worker":"worker.1","long":"${long}"}`, code: 'too-large', fields: {} },
  {
    fault: 'too long by what the broker adds',
    sent: longest('{"worker":"worker.1","long":'),
    code: 'too-large',
    fields: {},
  },
] as const

const faults = allFaults.filter(({ fault }) => fault !== 'too deep' || !writesAnyDepth)

const messages = {
  'bad-request': /./,
  'unknown-target': /worker\.9; there are worker\.1, worker\.2$/,
  'handler-failed': /^no such file$/,
  'too-large': /bytes; allowed are 1048576$/,
}

async function startBroker(scene: Scene): Promise<Broker> {
  return scene.broker({
    workers: ['worker.1', 'worker.2'].map((name) => ({ name, module: dedicatedModule })),
    limits: { bodyBytesMax },
  })
}

async function rawPeer(scene: Scene, { kind, routingId }: (typeof peers)[number]): Promise<Peer> {
  return scene.ready('raw_peer', { kind, ...(routingId === undefined ? {} : { 'routing-id': routingId }) })
}

/** Sends one message. @returns the only frame of the answer, read */
async function ask(peer: Peer, sent: string): Promise<unknown> {
  peer.say(JSON.stringify([sent]))
  const frames = JSON.parse(await peer.line()) as Frames
  expect(frames).toHaveLength(1)
  return JSON.parse(Buffer.from(frames[0] as string, 'latin1').toString('utf8'))
}

describe.concurrent('our broker', () => {
  it.for(peers)('tells $who what is wrong, and disturbs nobody else', async (options, context) => {
    const scene = await openScene(context)
    await startBroker(scene)
    const peer = await rawPeer(scene, options)
    const bystander = scene.client('packets')
    const source = expect.stringMatching(options.source) as string
    for (const { fault, sent, code, fields } of faults) {
      const [told, other] = await Promise.all([ask(peer, sent), bystander.request('worker.2', { messageNo: 5 })])
      const { failure, ...rest } = told as Failed
      expect({ fault, code: failure.code, rest }).toEqual({ fault, code, rest: { ...fields, source } })
      expect(failure.message).toMatch(messages[code])
      expect(other).toEqual({ messageNo: 5, response: 'worker.2' })
    }
    const answered = { worker: 'worker.1', source, response: 'worker.1', responseSocket: 'worker.1' }
    expect(await ask(peer, '{"messageNo":6,"worker":"worker.1"}')).toEqual({ messageNo: 6, ...answered })
    const returns = [1, null]
    expect(await ask(peer, '{"messageNo":7,"worker":"worker.1","returns":[1,null]}')).toEqual({
      messageNo: 7,
      returns,
      result: returns,
      ...answered,
    })
  })

  it('drops and counts what is of neither profile', async (context) => {
    const scene = await openScene(context)
    const broker = await startBroker(scene)
    const peer = await rawPeer(scene, peers[0])
    const garbage = ['hello', '[1]', '', ' {"worker":"worker.1"}', '\u00ef\u00bb\u00bf{"worker":"worker.1"}']
    for (const frame of garbage) peer.say(JSON.stringify([frame]))
    expect(await ask(peer, '{"messageNo":1,"worker":"worker.1"}')).toMatchObject({ messageNo: 1, response: 'worker.1' })
    expect((await broker.stats()).violations).toBe(garbage.length)
  })
})
