/** Options that are not allowed: the error names the option, its value and what is allowed, and nothing is left open. */
import { type Client, connect, OptionError } from '@errand/client'
import { memorySockets, type SocketFactory, zeromqSockets } from '@errand/sockets'
import { describe, expect, it } from 'vitest'
import { clientScene, endpoint, errorOf, scene } from './scene.js'

function connectWith(
  options: { readonly [option: string]: unknown },
  sockets: SocketFactory = memorySockets(),
): Client {
  return connect({ endpoint, sockets, ...options })
}

const deadlineRule = 'allowed is a number above 0, at most 2147483647'
const anyEndpoint = 'allowed is inproc://name, ipc://path or tcp://host:port'
const endpointRule = 'allowed are inproc://name, ipc://path and tcp://host:port'
const heldRule = 'allowed is a number of at least 0'
const heartbeatRule = 'allowed is an integer from 0 to 3600000'
const profileRule = "allowed is 'packets' or 'json'"

const refusedOptions: readonly (readonly [options: { readonly [option: string]: unknown }, message: string])[] = [
  [{ endpoint: undefined }, `endpoint is undefined; ${anyEndpoint}`],
  [{ endpoint: {} }, `endpoint is {}; ${anyEndpoint}`],
  [
    { deadlineMS: 5 },
    'there is no option deadlineMS; allowed are endpoint, profile, deadlineMs, heldBytesMax, whenOverloaded, heartbeatIntervalMs, codecs, limits, sockets, clock',
  ],
  [{ deadlineMs: 0 }, `deadlineMs is 0; ${deadlineRule}`],
  [{ deadlineMs: Number.NaN }, `deadlineMs is NaN; ${deadlineRule}`],
  [{ deadlineMs: Number.POSITIVE_INFINITY }, `deadlineMs is Infinity; ${deadlineRule}`],
  [{ deadlineMs: '100' }, `deadlineMs is "100"; ${deadlineRule}`],
  [{ heldBytesMax: -1 }, `heldBytesMax is -1; ${heldRule}`],
  [{ heldBytesMax: Number.NaN }, `heldBytesMax is NaN; ${heldRule}`],
  [{ heldBytesMax: 'all' }, `heldBytesMax is "all"; ${heldRule}`],
  [{ whenOverloaded: 'drop' }, `whenOverloaded is "drop"; allowed is 'fail' or 'wait'`],
  [{ heartbeatIntervalMs: -1 }, `heartbeatIntervalMs is -1; ${heartbeatRule}`],
  [{ heartbeatIntervalMs: 0.5 }, `heartbeatIntervalMs is 0.5; ${heartbeatRule}`],
  [{ heartbeatIntervalMs: 3_600_001 }, `heartbeatIntervalMs is 3600001; ${heartbeatRule}`],
  [{ heartbeatIntervalMs: '1000' }, `heartbeatIntervalMs is "1000"; ${heartbeatRule}`],
  [{ profile: 'xml' }, `profile is "xml"; ${profileRule}`],
  [{ profile: null }, `profile is null; ${profileRule}`],
]

describe('an option of connect that is not allowed', () => {
  it.each(refusedOptions)('%o is named with its value', (options, message) => {
    const sockets = memorySockets()
    expect(() => connectWith(options, sockets)).toThrow(OptionError)
    expect(() => connectWith(options, sockets)).toThrow(expect.objectContaining({ code: 'invalid-option', message }))
    expect(sockets.openSockets).toBe(0)
  })

  it.each(['', 'broker', 'http://127.0.0.1', 'inproc://', '/tmp/broker.ipc'])('the endpoint %o is one', (wrong) => {
    const sockets = memorySockets()
    expect(() => connectWith({ endpoint: wrong }, sockets)).toThrow(
      expect.objectContaining({
        name: 'SocketsError',
        code: 'invalid-endpoint',
        message: `the endpoint is "${wrong}"; ${endpointRule}`,
      }),
    )
    expect(sockets.openSockets).toBe(0)
  })

  // Only ZeroMQ itself can tell that there is nothing to connect to.
  it.each(['packets', 'json'] as const)('an endpoint that ZeroMQ refuses leaves no socket open: %s', (profile) => {
    const sockets = zeromqSockets()
    expect(() => connect({ endpoint: 'tcp://127.0.0.1', profile, sockets })).toThrow(
      expect.objectContaining({
        code: 'invalid-endpoint',
        message: expect.stringContaining('"tcp://127.0.0.1"') as string,
      }),
    )
    expect(sockets.openSockets).toBe(0)
  })

  it('a limit out of its range is one', () => {
    expect(() => connectWith({ limits: { bodyBytesMax: 1 } })).toThrow(
      expect.objectContaining({
        name: 'ProtocolError',
        code: 'invalid-limit',
        message: 'limits.bodyBytesMax is 1; allowed is an integer from 1024 to 2147483647',
      }),
    )
  })

  it("a codec with a letter of errand's own is one", () => {
    const codec = {
      letter: 'j',
      mediaType: 'text/x',
      accepts: () => false,
      encode: () => new Uint8Array(),
      decode: String,
    }
    expect(() => connectWith({ codecs: [codec] })).toThrow(
      'the codec text/x has the letter "j"; allowed is one of a to z except j, b',
    )
  })
})

describe('an option of connect at the end of what is allowed', () => {
  it.each([
    { deadlineMs: 0.001 },
    { deadlineMs: 2_147_483_647 },
    { heldBytesMax: 0 },
    { heldBytesMax: Number.POSITIVE_INFINITY },
    { whenOverloaded: 'fail' as const },
    { whenOverloaded: 'wait' as const },
    { heartbeatIntervalMs: 0 },
    { heartbeatIntervalMs: 3_600_000 },
    { profile: 'json' as const },
    { profile: 'packets' as const },
  ])('%o is taken', async (options) => {
    const { client } = clientScene(options)
    await client.close()
    expect(client.pending).toBe(0)
  })
})

describe('an option of a request that is not allowed', () => {
  it('is named with its value, and nothing is sent', async () => {
    const { client, broker } = await scene()
    expect(await errorOf(client.request('worker.1', {}, { deadlineMs: -1 }))).toMatchObject({
      code: 'invalid-option',
      message: `deadlineMs is -1; ${deadlineRule}`,
    })
    expect(await errorOf(client.request('no name', {}))).toMatchObject({ name: 'ProtocolError', code: 'invalid-name' })
    await client.close()
    await broker.next('goodbye')
    expect(broker.records).toEqual([])
  })
})
