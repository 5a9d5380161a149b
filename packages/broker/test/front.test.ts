/** The front: clients that speak packets, what it says to each mistake, and who is not harmed by it. */
import { type ReplyRecord, type RequestRecord } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { echo, firstLease, type FrontScene, frontScene } from './front-scene.js'
import { type Peer, request, until } from './peer.js'

let scene: FrontScene

beforeEach(async () => {
  scene = await frontScene({ limits: { bodyBytesMax: 2048, metadataCharsMax: 16, inlineCharsMax: 256 } })
})

afterEach(() => scene.close())

/** Sends one more request, and waits for its answer: by then, all that came before has been read. */
async function fence(peer: Peer, id = 999): Promise<void> {
  peer.send(request(id, 'nobody'))
  await until(() => peer.words.includes(`unknown-target ${id}`))
}

describe('a client', () => {
  it('gets the reply of a worker under its own number', async () => {
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    client.send(request(17, 'worker.1', { messageNo: 7 }))
    await client.hearsRecords(1)
    expect(client.records).toMatchObject([{ kind: 'reply', id: 17, body: '{"messageNo":7}' }])
    expect(scene.rung).toEqual(['client#1'])
    expect(scene.changes()).toBeGreaterThan(0)
  })

  // What is left in a connection whose id another has taken over comes under such an id: it must not run for a stranger.
  it('is refused where its socket made up its id, and told so, whatever bytes are in it', async () => {
    echo(scene, 'worker.1')
    const clients = Array.from({ length: 300 }, () => scene.peer())
    for (const [at, client] of clients.entries()) client.send(request(at + 1, 'worker.1', at))
    for (const [at, client] of clients.entries()) {
      await client.hearsRecords(1)
      expect(client.records).toMatchObject([{ kind: 'failure', id: at + 1, code: 'bad-request' }])
    }
    expect(scene.core.counters.accepted).toBe(0)
  })

  it('may put an empty frame before its packet, as a REQ does', async () => {
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    client.sendRaw('', 'E1q5,worker.1,1000,1,0,-;')
    await client.hearsRecords(1)
    expect(client.words).toEqual(['reply 5'])
  })

  it('gets back bytes as they were, those in a frame of their own too', async () => {
    scene.close()
    scene = await frontScene()
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    const bodies = [Buffer.alloc(10, 255), Buffer.alloc(100_000, 254)]
    client.send(...bodies.map((body, at) => request(at + 1, 'worker.1', body)))
    await client.hearsRecords(2)
    const [short, long] = client.records as ReplyRecord[]
    expect(Buffer.from(short?.body as string, 'base64')).toEqual(bodies[0])
    expect(Buffer.from(long?.body as Uint8Array)).toEqual(bodies[1])
  })

  it('may ask several things at once, and take some back', async () => {
    const tasks: unknown[] = []
    scene.lane('worker.1', { send: (record) => tasks.push([record.kind, record.id]) })
    const client = scene.peer('client#1')
    client.send(request(1, 'worker.1'), request(2, 'worker.1'), { kind: 'cancel', id: 1 })
    await client.hearsRecords(1)
    expect(client.words).toEqual(['cancelled 1'])
    expect(tasks).toEqual([
      ['task', firstLease],
      ['task', firstLease + 1],
      ['cancel', firstLease],
    ])
  })

  it('cannot take back what another one asked', async () => {
    scene.lane('worker.1', { send: () => undefined })
    const [one, two] = [scene.peer('one#1'), scene.peer('two#1')]
    one.send(request(1, 'worker.1'))
    two.send({ kind: 'cancel', id: 1 })
    await fence(two)
    expect([one.words, scene.core.open]).toEqual([[], 1])
  })

  it.each([
    ['says goodbye', (client: Peer) => client.send({ kind: 'goodbye' })],
    ['closes its connection', (client: Peer) => client.close()],
  ])('that %s has all its requests taken back', async (_how, leave) => {
    scene.lane('worker.1', { send: () => undefined })
    const client = scene.peer('client#1')
    client.send(request(1, 'worker.1'), request(2, 'worker.1'))
    leave(client)
    await until(() => scene.core.counters.accepted === 2 && scene.core.open === 0)
    expect(scene.core.counters.failed).toEqual({ cancelled: 2 })
  })
})

describe('bytes that are no packet', () => {
  it.each([
    ['an empty frame', ['']],
    ['other text', ['GET / HTTP/1.1']],
    ['random bytes', [Buffer.from([0xff, 0, 1, 2])]],
    ['characters beyond ASCII', ['E1q1,wörker,1,1,0,-;']],
    ['many frames', ['x', 'y', 'z']],
  ])('(%s) are counted and dropped, and harm nobody', async (_what, frames) => {
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    client.sendRaw(...frames)
    client.send(request(1, 'worker.1'))
    await client.hearsRecords(1)
    expect(client.words).toEqual(['reply 1'])
    expect(scene.traffic).toEqual({ violations: 1, unknownKinds: 0 })
  })

  it('of another version are answered with the version that is spoken here', async () => {
    const client = scene.peer('client#1')
    client.sendRaw('E2whatever')
    await client.hearsRecords(1)
    expect(client.words).toEqual(['unsupported-version 0'])
    expect(scene.traffic.violations).toBe(1)
  })

  it('that break off in a header are answered, since nobody knows what was lost', async () => {
    const client = scene.peer('client#1')
    client.sendRaw('E1q1,nobody,1000,1,0,-;q2,nobody')
    await client.hearsRecords(2)
    expect(client.words.toSorted()).toEqual(['bad-request 0', 'unknown-target 1'])
  })

  it('come from a client whose own requests go on', async () => {
    const lane = scene.lane('worker.1', { send: () => undefined })
    const client = scene.peer('client#1')
    client.send(request(1, 'worker.1'))
    client.sendRaw('rubbish')
    await fence(client)
    scene.core.outcome(lane, { kind: 'reply', id: firstLease, metadata: '', codec: '', body: '' }, 0)
    await client.hearsRecords(2)
    expect(client.words).toEqual(['unknown-target 999', 'reply 1'])
  })
})

describe('a record', () => {
  it('of an unknown kind is passed over and counted as such', async () => {
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    client.sendRaw('E1x1,2,0,-;q5,worker.1,1000,1,0,-;X0,j2;{}')
    await client.hearsRecords(1)
    expect(client.words).toEqual(['reply 5'])
    expect(scene.traffic).toEqual({ violations: 2, unknownKinds: 2 })
  })

  it.each([
    ['a target that is no name', 'q7,#,1000,1,0,-;', 'bad-request'],
    ['a deadline that is no number', 'q7,worker.1,soon,1,0,-;', 'bad-request'],
    ['a field that is missing', 'q7,worker.1,0,-;', 'bad-request'],
    ['metadata that is too long', `q7,worker.1,1000,1,17,-;${'m'.repeat(17)}`, 'too-large'],
    ['a body that is too long', `q7,worker.1,1000,1,0,j2049;${'1'.repeat(2049)}`, 'too-large'],
    ['a body whose frame is missing', 'q7,worker.1,1000,1,0,b*;', 'bad-request'],
  ])('with %s is refused alone', async (_what, text, code) => {
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    client.sendRaw(`E1q1,worker.1,1000,1,0,-;${text}q2,worker.1,1000,1,0,-;`)
    await client.hearsRecords(3)
    expect(new Set(client.words)).toEqual(new Set([`${code} 7`, 'reply 1', 'reply 2']))
    expect(scene.traffic.violations).toBe(1)
    expect(scene.core.counters).toMatchObject({ accepted: 2, refused: 1 })
  })

  it('whose own frame is too long is refused alone', async () => {
    echo(scene, 'worker.1')
    const client = scene.peer('client#1')
    const head = 'worker.1,1000,1,0'
    client.sendRaw(`E1q1,${head},b*;q2,${head},b*;`, Buffer.alloc(2049), Buffer.alloc(2048))
    await client.hearsRecords(2)
    expect(client.words.toSorted()).toEqual(['reply 2', 'too-large 1'])
  })

  it.each([
    ['task', { kind: 'task', id: 1, worker: 'w', target: 'w', deadlineMs: 1, attempt: 1 }],
    ['stop', { kind: 'stop', graceMs: 0 }],
    ['reply', { kind: 'reply', id: firstLease }],
    ['failure', { kind: 'failure', id: firstLease, code: 'deadline' }],
    ['credit', { kind: 'credit', slots: 1_000_000 }],
    ['stopped', { kind: 'stopped' }],
  ])('that a client may not send (%s) is dropped and counted', async (_kind, record) => {
    scene.lane('worker.1', { send: () => undefined })
    const client = scene.peer('client#1')
    client.send(request(1, 'worker.1'), { metadata: '', codec: '', body: '', ...record } as unknown as RequestRecord)
    await fence(client)
    expect(client.words).toEqual(['unknown-target 999'])
    expect(scene.traffic.violations).toBe(1)
    expect(scene.core).toMatchObject({ open: 1, leased: 1 })
  })
})

describe('a front that takes no new requests', () => {
  it('refuses those of clients, and takes those of the threads that the broker launched', async () => {
    scene.close()
    scene = await frontScene({ isOwn: (peer) => peer === 'worker.1#k3v9' })
    echo(scene, 'worker.2')
    scene.front.refuseNew()
    const [client, nested, json] = [scene.peer('client#1'), scene.peer('worker.1#k3v9/12'), scene.peer('main')]
    client.send(request(1, 'worker.2'))
    nested.send(request(1, 'worker.2'))
    json.sendJson({ worker: 'worker.2' })
    await Promise.all([client.hears(1), nested.hears(1), json.hears(1)])
    expect([client.words, nested.words]).toEqual([['closed 1'], ['reply 1']])
    expect(json.objects).toMatchObject([{ failure: { code: 'closed', message: 'the broker is closing' } }])
  })

  it('sends what was gathered before it closes', async () => {
    const client = scene.peer('client#1')
    client.send(request(1, 'nobody'))
    await until(() => scene.core.counters.refused === 1)
    scene.front.close()
    await client.hearsRecords(1)
    expect(client.words).toEqual(['unknown-target 1'])
  })
})

describe('clients of the JSON profile', () => {
  it('are answered in the framing in which they asked', async () => {
    echo(scene, 'worker.1')
    const [dealer, req] = [scene.peer('main'), scene.peer()]
    dealer.sendJson({ worker: 'worker.1', n: 1 })
    req.sendRaw('', '{"worker":"worker.1","n":2}')
    await Promise.all([dealer.hears(1), req.hears(1)])
    expect([dealer, req].map(({ heard }) => heard[0]?.map((frame) => frame.length > 0))).toEqual([
      [true],
      [false, true],
    ])
    expect(dealer.objects).toMatchObject([{ n: 1, source: 'main', response: 'worker.1' }])
    expect(req.objects).toMatchObject([{ n: 2, response: 'worker.1' }])
  })

  it('are told what is wrong, counted, and not harmed by it', async () => {
    echo(scene, 'worker.1')
    const main = scene.peer('main')
    for (const text of ['{"worker":', '{"n":1}', '{"worker":"worker.1","n":2}']) main.sendRaw(text)
    await main.hears(3)
    expect(main.objects).toMatchObject([
      { failure: { code: 'bad-request' } },
      { n: 1, failure: { code: 'bad-request' } },
      { n: 2, response: 'worker.1' },
    ])
    expect(scene.traffic.violations).toBe(2)
  })

  it('may share a socket with packets, each with its own numbers', async () => {
    echo(scene, 'worker.1')
    const both = scene.peer('both')
    both.send(request(1, 'worker.1', { kind: 'packet' }))
    both.sendJson({ worker: 'worker.1', kind: 'json' })
    await both.hears(2)
    expect(both.words).toEqual(['reply 1'])
    expect(both.heard.some(([frame]) => String(frame).includes('"kind":"json"'))).toBe(true)
  })

  it('have their requests taken back when their connection ends', async () => {
    scene.lane('worker.1', { send: () => undefined })
    const main = scene.peer('main')
    main.sendJson({ worker: 'worker.1' })
    main.close()
    await until(() => scene.core.counters.accepted === 1 && scene.core.open === 0)
    expect(scene.core.counters.failed).toEqual({ cancelled: 1 })
  })
})
