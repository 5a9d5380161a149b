/** Stopping a broker by its PAIR. */
import { OptionError, RequestError, stopBroker } from '@errand/client'
import { memorySockets, type MessageSocket, type SocketFactory } from '@errand/sockets'
import { describe, expect, it } from 'vitest'
import { errorOf } from './scene.js'

const stopper = 'inproc://stop/stopper'

async function bindStopper(sockets: SocketFactory): Promise<MessageSocket> {
  const pair = sockets.open('pair')
  await pair.bind(stopper)
  return pair
}

describe('stopBroker', () => {
  it('sends one empty frame, resolves with the answer, and closes its socket', async () => {
    const sockets = memorySockets()
    const pair = await bindStopper(sockets)
    const came: string[][] = []
    pair.listen((frames) => {
      came.push(frames.map(String))
      pair.send([''])
    })
    await stopBroker(stopper, { sockets })
    expect(came).toEqual([['']])
    expect(sockets.openSockets).toBe(1)
  })

  it('does not resolve before the broker has answered', async () => {
    const sockets = memorySockets()
    const pair = await bindStopper(sockets)
    const steps: string[] = []
    const asked = new Promise<void>((resolve) => {
      pair.listen(() => resolve())
    })
    const stopped = stopBroker(stopper, { sockets }).then(() => steps.push('stopped'))
    await asked
    steps.push('asked')
    pair.send([''])
    await stopped
    expect(steps).toEqual(['asked', 'stopped'])
  })

  it('ends with deadline where nobody is there, and closes its socket', async () => {
    const sockets = memorySockets()
    const error = await errorOf(stopBroker(stopper, { sockets, timeoutMs: 1 }))
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({
      code: 'deadline',
      target: 'broker',
      message: `no answer to the stop from ${stopper} within 1 ms`,
    })
    expect(sockets.openSockets).toBe(0)
  })

  it('ends with deadline where somebody else is stopping the broker', async () => {
    const sockets = memorySockets()
    const pair = await bindStopper(sockets)
    const other = sockets.open('pair')
    other.connect(stopper)
    pair.listen(() => pair.send(['']))
    expect(await errorOf(stopBroker(stopper, { sockets, timeoutMs: 1 }))).toMatchObject({ code: 'deadline' })
  })

  it.each(['', 'stopper', 'http://127.0.0.1:80'])('refuses the endpoint %o', async (endpoint) => {
    const sockets = memorySockets()
    expect(await errorOf(stopBroker(endpoint, { sockets }))).toMatchObject({
      name: 'SocketsError',
      code: 'invalid-endpoint',
      message: `the endpoint is "${endpoint}"; allowed are inproc://name, ipc://path and tcp://host:port`,
    })
    expect(sockets.openSockets).toBe(0)
  })

  it.each([undefined, null])('refuses %o as an endpoint', async (endpoint) => {
    const sockets = memorySockets()
    expect(await errorOf(stopBroker(endpoint as unknown as string, { sockets }))).toMatchObject({
      code: 'invalid-option',
      message: `stopper is ${endpoint}; allowed is inproc://name, ipc://path or tcp://host:port`,
    })
    expect(sockets.openSockets).toBe(0)
  })

  // No timer can wait for longer than 2,147,483,647 ms: it would fire at once.
  it.each([
    [0, 'timeoutMs is 0'],
    [-1, 'timeoutMs is -1'],
    [Number.NaN, 'timeoutMs is NaN'],
    [Number.POSITIVE_INFINITY, 'timeoutMs is Infinity'],
    [2_147_483_648, 'timeoutMs is 2147483648'],
    ['5', 'timeoutMs is "5"'],
  ])('refuses a time that it cannot wait: %o', async (timeoutMs, named) => {
    const sockets = memorySockets()
    const pair = await bindStopper(sockets)
    const error = await errorOf(stopBroker(stopper, { sockets, timeoutMs: timeoutMs as number }))
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({
      code: 'invalid-option',
      message: `${named}; allowed is a number above 0, at most 2147483647`,
    })
    pair.close()
    expect(sockets.openSockets).toBe(0)
  })
})
