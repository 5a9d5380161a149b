/** What a broker sends that is wrong: it costs at most the request that it is about, except for another version. */
import { packetPrefix } from '@errand/protocol'
import type { OutgoingFrame } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { errorOf, scene } from './scene.js'

const garbage: readonly (readonly [what: string, frames: readonly OutgoingFrame[]])[] = [
  ['an empty message', ['']],
  ['text', ['hello']],
  ['JSON', ['{"errandRequest":1}']],
  ['bytes', [Uint8Array.of(0, 255, 254, 1)]],
  ['a packet of another version', [`${packetPrefix.slice(0, 1)}9r1,0,-;`]],
  ['a packet with nothing in it', [packetPrefix]],
  ['a record of a kind that is not known', [`${packetPrefix}w1,0,-;`]],
  ['a record without an end', [`${packetPrefix}r1`]],
  ['a packet beyond ASCII', [`${packetPrefix}r1,0,jü;`]],
]

describe('what is no answer', () => {
  it.each(garbage)('is ignored: %s', async (_what, frames) => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const { id } = await broker.next('request')
    broker.sendFrames(frames)
    broker.reply(id, 'all the same')
    expect(await asked).toBe('all the same')
  })

  it('is ignored where it is a record that no broker sends to clients', async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const { id } = await broker.next('request')
    broker.send({ kind: 'cancel', id }, { kind: 'stop', graceMs: 0 }, { kind: 'goodbye' })
    broker.reply(id, 'all the same')
    expect(await asked).toBe('all the same')
  })

  it('is ignored where nobody asked, or it comes twice', async () => {
    const { client, broker } = await scene()
    const first = client.request('worker.1')
    const second = client.request('worker.1')
    await broker.requests(2)
    broker.reply(3, 'of nobody')
    broker.fail(4, 'worker-lost')
    broker.reply(1, 'one')
    broker.reply(1, 'one again')
    broker.reply(2, 'two')
    expect(await Promise.all([first, second])).toEqual(['one', 'two'])
  })
})

describe('an answer that cannot be read', () => {
  it.each([
    ['its body is not what its codec says', [`${packetPrefix}r1,0,j5;{"a":`]],
    ['nobody here knows its codec', [`${packetPrefix}r1,0,x4;AAAA`]],
    ['its body is not there', [`${packetPrefix}r1,0,j*;`]],
    ['the packet ends inside it', [`${packetPrefix}r1,0,j9;"ab`]],
  ])('ends its request with bad-result: %s', async (_what, frames) => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const other = client.request('worker.2')
    await broker.requests(2)
    broker.sendFrames(frames)
    expect(await errorOf(asked)).toMatchObject({ code: 'bad-result', target: 'worker.1', mayHaveRun: true })
    broker.reply(2, 'fine')
    expect(await other).toBe('fine')
  })

  it('ends its request with bad-result: it is longer than the client takes', async () => {
    const { client, broker } = await scene({ limits: { bodyBytesMax: 1024 } })
    const asked = client.request('worker.1')
    broker.reply((await broker.next('request')).id, 'x'.repeat(2000))
    expect(await errorOf(asked)).toMatchObject({ code: 'bad-result' })
  })
})

describe('a failure of the whole link', () => {
  it('of another version ends all requests, and refuses new ones', async () => {
    const { client, broker } = await scene()
    const open = [client.request('worker.1'), client.request('worker.2')]
    await broker.requests(2)
    broker.fail(0, 'unsupported-version', { message: 'spoken here is 2' })
    for (const asked of open) {
      expect(await errorOf(asked)).toMatchObject({
        code: 'unsupported-version',
        message: 'spoken here is 2',
        mayHaveRun: false,
      })
    }
    expect(await errorOf(client.request('worker.3'))).toMatchObject({
      code: 'unsupported-version',
      target: 'worker.3',
      mayHaveRun: false,
    })
    expect(client.pending).toBe(0)
    await client.close()
    expect(await errorOf(client.request('worker.3'))).toMatchObject({ code: 'unsupported-version' })
  })

  it('of another version does so too where what it tells cannot be read', async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    await broker.next('request')
    broker.send({ kind: 'failure', id: 0, code: 'unsupported-version', metadata: '', codec: 'j', body: '{"mess' })
    expect(await errorOf(asked)).toMatchObject({ code: 'unsupported-version' })
  })

  it.each(['bad-request', 'struck-by-lightning'])('of another code, %s, ends nothing', async (code) => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const { id } = await broker.next('request')
    broker.fail(0, code, { message: 'a packet could not be read' })
    broker.reply(id, 'all the same')
    expect(await asked).toBe('all the same')
  })

  it('is no reply', async () => {
    const { client, broker } = await scene()
    const asked = client.request('worker.1')
    const { id } = await broker.next('request')
    broker.reply(0, 'to whom?')
    broker.reply(id, 'to the one')
    expect(await asked).toBe('to the one')
  })
})
