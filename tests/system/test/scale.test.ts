// Many requests, many workers, many sockets' worth of messages.
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brokerFor, clientFor, workersOn } from './topology.js'

interface Echo {
  readonly value: number
  readonly worker: string
}

describe('a pool of 10,000 workers on 2 loops', () => {
  it('answers a request to each', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `worker.${index + 1}`)
    const client = clientFor(await brokerFor(workersOn('loop', names), 'own thread'))
    const answers = await Promise.all(names.map((name, value) => client.request<Echo>(name, { act: 'echo', value })))
    expect(answers.every(({ value, worker }, index) => value === index && worker === names[index])).toBe(true)
  })
})

describe('64 dedicated workers', () => {
  it('share the requests to their service', async () => {
    const names = Array.from({ length: 64 }, (_, index) => `worker.${index + 1}`)
    const broker = await brokerFor(workersOn('push', names, { services: ['any'] }))
    const client = clientFor(broker)
    const asked = Array.from({ length: 6400 }, (_, value) => client.request<Echo>('any', { act: 'echo', value }))
    const answers = await Promise.all(asked)
    expect(answers.every(({ value }, index) => value === index)).toBe(true)
    const { workers } = await broker.stats()
    expect(workers.reduce((sum, { done }) => sum + done, 0)).toBe(6400)
    expect(workers.every(({ done }) => done > 0)).toBe(true)
  })
})

describe.runIf(process.platform === 'linux').each(['inproc', 'ipc'] as const)(
  'nested requests over %s',
  (transport) => {
    it('use a bounded number of temporary sockets, one for each message too', async () => {
      const options = { temporarySockets: 'message', temporarySocketsMax: 4 }
      const broker = await brokerFor({ transport, ...workersOn('loop', ['a', 'b'], options) })
      const client = clientFor(broker)
      await client.request('a', { act: 'fanOut', target: 'b', count: 10 })
      const before = readdirSync('/proc/self/fd').length
      let most = before
      const done = client.request('a', { act: 'fanOut', target: 'b', count: 2000 })
      const looking = setInterval(() => {
        most = Math.max(most, readdirSync('/proc/self/fd').length)
      }, 1)
      expect(await done).toBe(2000)
      clearInterval(looking)
      // Four to the front and four to the results for each of two loops. Over ipc each of them has descriptors at both ends,
      // and those that close in the background count until they are gone; 4,000 messages with a socket each would need more.
      expect(most - before).toBeLessThan(1000)
    })
  },
)
