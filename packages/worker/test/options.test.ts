/** Options of a worker: what is not allowed names the option, its value and what is. */
import { describe, expect, it } from 'vitest'
import { OptionError, type WorkerOptions } from '@errand/worker'
import { resolveWorkerOptions } from '../src/worker-options.js'

const handler = (): number => 1

const refused: readonly (readonly [options: { readonly [option: string]: unknown }, message: string])[] = [
  [{}, 'handler is undefined; allowed is a function, where no services and no contracts are given'],
  [{ services: {} }, 'handler is undefined; allowed is a function, where no services and no contracts are given'],
  [{ handler: 'x' }, 'handler is "x"; allowed is a function'],
  [{ services: { resize: 5 } }, 'services["resize"] is 5; allowed is a function'],
  [
    { handler, concurency: 4 },
    'there is no option concurency; allowed are handler, services, contracts, concurrency, slots, runTimeoutMs, abandonAfterMs, lendSlots, sendStacks, temporarySockets, temporarySocketsMax, codecs, log',
  ],
  [{ handler, concurrency: 0 }, 'concurrency is 0; allowed is an integer from 1 to 10000'],
  [{ handler, concurrency: 10_001 }, 'concurrency is 10001; allowed is an integer from 1 to 10000'],
  [{ handler, concurrency: 1.5 }, 'concurrency is 1.5; allowed is an integer from 1 to 10000'],
  [{ handler, concurrency: '4' }, 'concurrency is "4"; allowed is an integer from 1 to 10000'],
  [{ handler, slots: 0 }, 'slots is 0; allowed is an integer from 1 to 65536'],
  [{ handler, concurrency: 8, slots: 7 }, 'slots is 7; allowed is an integer from 8 to 65536'],
  [{ handler, slots: 65_537 }, 'slots is 65537; allowed is an integer from 1 to 65536'],
  [{ handler, runTimeoutMs: 0 }, 'runTimeoutMs is 0; allowed is a number above 0 to 2147483647'],
  [{ handler, runTimeoutMs: Infinity }, 'runTimeoutMs is Infinity; allowed is a number above 0 to 2147483647'],
  [{ handler, runTimeoutMs: '5' }, 'runTimeoutMs is "5"; allowed is a number above 0 to 2147483647'],
  [{ handler, abandonAfterMs: -1 }, 'abandonAfterMs is -1; allowed is a number from 0 to 2147483647'],
  [{ handler, abandonAfterMs: Number.NaN }, 'abandonAfterMs is NaN; allowed is a number from 0 to 2147483647'],
  [{ handler, temporarySockets: 'none' }, `temporarySockets is "none"; allowed is 'burst' or 'message'`],
  [{ handler, temporarySocketsMax: 0 }, 'temporarySocketsMax is 0; allowed is an integer from 1 to 1000'],
  [{ handler, temporarySocketsMax: 1001 }, 'temporarySocketsMax is 1001; allowed is an integer from 1 to 1000'],
]

describe('an option that is not allowed', () => {
  it.each(refused)('%o is named with its value', (options, message) => {
    const resolve = (): unknown => resolveWorkerOptions(options as WorkerOptions)
    expect(resolve).toThrow(OptionError)
    expect(resolve).toThrow(expect.objectContaining({ code: 'invalid-option', message }))
  })

  it('is told as such where it is the name of a service', () => {
    expect(() => resolveWorkerOptions({ services: { '#': handler } })).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'invalid-name' }),
    )
  })

  it('is told as such where it is the letter of a codec', () => {
    const codec = { letter: 'j', mediaType: 'x/y', accepts: () => true, encode: () => Buffer.of(), decode: () => 1 }
    expect(() => resolveWorkerOptions({ handler, codecs: [codec] })).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'unknown-codec' }),
    )
  })
})

describe('options', () => {
  it('have a value for each that is left out, and may be a handler alone', () => {
    for (const options of [handler, { handler }]) {
      expect(resolveWorkerOptions(options)).toMatchObject({
        handler,
        services: new Map(),
        concurrency: 1,
        slots: undefined,
        runTimeoutMs: Infinity,
        abandonAfterMs: 1000,
        sendStacks: false,
        leasesPerSocket: Infinity,
        socketsMax: 8,
      })
    }
  })

  it('may be services alone, and a socket for each message', () => {
    expect(resolveWorkerOptions({ services: { resize: handler }, temporarySockets: 'message' })).toMatchObject({
      handler: undefined,
      services: new Map([['resize', handler]]),
      leasesPerSocket: 1,
    })
  })
})
