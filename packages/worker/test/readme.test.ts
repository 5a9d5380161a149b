/** The example that newcomers read first runs, and serves a broker as the text promises. */
import { readFileSync } from 'node:fs'
import { payloadCodecs } from '@errand/protocol'
import { zeromqSockets } from '@errand/sockets'
import { afterEach, expect, it, vi } from 'vitest'
import { bodyOf, FakeBroker, taskFor } from './fake-broker.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

const broker = new FakeBroker(zeromqSockets())

afterEach(() => {
  vi.unstubAllEnvs()
  broker.sockets.closeAll()
})

it('serves requests by its name and by its service, and ends with the broker', async () => {
  vi.stubEnv('ERRAND_FRONT', await broker.listen('tcp://127.0.0.1:0'))
  const example = './fixtures/readme-example.mjs'
  const ended: Promise<unknown> = import(example)

  expect(bodyOf(await broker.hears('ready'))).toEqual({
    workers: [{ name: 'worker.9', services: ['greet'], concurrency: 1, lends: true }],
  })
  broker.send(taskFor('worker.9', 1, { messageNo: 7 }))
  expect(bodyOf(await broker.hears('reply'))).toEqual({ messageNo: 7, attempt: 1 })

  broker.send(taskFor('worker.9', 2, 'Ada', { target: 'greet' }))
  const request = await broker.hears('request')
  expect([request.target, bodyOf(request)]).toEqual(['words', 'hello'])
  broker.send({ kind: 'reply', id: request.id, metadata: '', ...payloadCodecs().encode('good morning') })
  expect(bodyOf(await broker.hears('reply', 2))).toEqual({ name: 'Ada', greeting: 'good morning' })

  broker.send({ kind: 'stop', graceMs: 1000 })
  await ended
  await broker.hears('stopped')
})

it('stands in the README', () => {
  expect(read('../README.md')).toContain(`\`\`\`js\n${read('fixtures/readme-example.mjs')}\`\`\`\n`)
})

it.each([
  'concurrency',
  'slots',
  'runTimeoutMs',
  'abandonAfterMs',
  'sendStacks',
  'temporarySockets',
  'temporarySocketsMax',
  'codecs',
  'log',
])('is followed by what the option %s is', (option) => {
  expect(read('../README.md')).toMatch(new RegExp(`^\\| \`${option}\` +\\|`, 'm'))
})
