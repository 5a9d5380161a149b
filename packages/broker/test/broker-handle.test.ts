/** What a broker's user has in hand, wherever the broker runs. */
import { describe, expect, it } from 'vitest'
import { BrokerHandle, type BrokerHome } from '../src/broker-handle.js'
import type { WorkerEvent } from '../src/worker-events.js'

const endpoints = { front: 'inproc://front', results: 'inproc://results', stopper: 'inproc://stopper' }
const event: WorkerEvent = { kind: 'recycling', worker: 'a', placement: 'thread' }
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

class PlayedHome implements BrokerHome {
  readonly closed = Promise.resolve()
  readonly done: string[] = []
  fault: Error | undefined

  async start() {
    if (this.fault) throw this.fault
    return endpoints
  }

  stats(): Promise<never> {
    return Promise.reject(new Error('no figures'))
  }

  async shutDown(drainMs: number): Promise<void> {
    this.done.push(`shut down ${drainMs}`)
    if (this.fault) throw new Error('nothing to close')
  }
}

describe('a handle', () => {
  it('has endpoints from the start on', async () => {
    const handle = new BrokerHandle(new PlayedHome())
    expect(() => handle.endpoint).toThrow(expect.objectContaining({ code: 'closed' }))
    await handle.start()
    expect([handle.endpoint, handle.endpoints]).toEqual([endpoints.front, endpoints])
  })

  it('shuts down what did not start, and tells why that did not', async () => {
    const home = new PlayedHome()
    home.fault = new Error('no room')
    await expect(new BrokerHandle(home).start()).rejects.toBe(home.fault)
    expect(home.done).toEqual(['shut down 0'])
  })

  it('closes once, for all who ask', async () => {
    const home = new PlayedHome()
    const handle = new BrokerHandle(home)
    await Promise.all([handle.close({ drainMs: 7 }), handle.close(), handle[Symbol.asyncDispose]()])
    expect(home.done).toEqual(['shut down 7'])
    expect(() => handle.close({ drainMs: -1 })).toThrow('drainMs is -1')
  })
})

describe('those who listen to its workers', () => {
  it('are told one after the other, later than the broker says so', async () => {
    const handle = new BrokerHandle(new PlayedHome())
    const heard: string[] = []
    handle.onWorker(({ kind }) => heard.push(`first: ${kind}`))
    const forget = handle.onWorker(({ kind }) => heard.push(`second: ${kind}`))
    handle.tell(event)
    expect(heard).toEqual([])
    await turn()
    expect(heard).toEqual(['first: recycling', 'second: recycling'])
    handle.tell(event)
    forget()
    await turn()
    expect(heard).toHaveLength(3)
  })

  it('are each for themselves, the same one twice', async () => {
    const handle = new BrokerHandle(new PlayedHome())
    let calls = 0
    const listener = (): void => void calls++
    const forget = handle.onWorker(listener)
    handle.onWorker(listener)
    forget()
    forget()
    handle.tell(event)
    await turn()
    expect(calls).toBe(1)
  })
})
