/** Options of a broker: what is not allowed names the option, its value and what is. */
import { describe, expect, it } from 'vitest'
import { type BrokerOptions, resolveBrokerOptions } from '../src/options.js'

const module = new URL('file:///worker.js')
const times = 'at most 2147483647'
const names = 'a name that no other worker has, and none of broker, results, stopper'

const refused: readonly (readonly [options: { readonly [option: string]: unknown }, message: string])[] = [
  [{ transport: 'udp' }, `transport is "udp"; allowed is 'inproc', 'ipc', 'tcp'`],
  [{ startTimeoutMs: 0 }, `startTimeoutMs is 0; allowed is a number above 0, ${times}`],
  [{ startTimeoutMs: Infinity }, `startTimeoutMs is Infinity; allowed is a number above 0, ${times}`],
  [{ startTimeoutMs: Number.NaN }, `startTimeoutMs is NaN; allowed is a number above 0, ${times}`],
  [{ stopGraceMs: -1 }, 'stopGraceMs is -1; allowed is a number from 0 to 2147483647'],
  [{ stopGraceMs: Infinity }, 'stopGraceMs is Infinity; allowed is a number from 0 to 2147483647'],
  [{ queuedPerTargetMax: 0 }, 'queuedPerTargetMax is 0; allowed is a number of at least 1'],
  [{ queuedBytesMax: -5 }, 'queuedBytesMax is -5; allowed is a number of at least 1'],
  [{ heldBytesPerClientMax: Number.NaN }, 'heldBytesPerClientMax is NaN; allowed is a number of at least 1'],
  [{ workers: [{ name: 'w' }] }, 'the module of the worker w is undefined; allowed is a URL, or a path'],
  [{ workers: [{ name: 'w', module: '' }] }, 'the module of the worker w is ""; allowed is a URL, or a path'],
  [{ workers: [dedicated('w'), dedicated('w')] }, `the name of a worker is "w"; allowed is ${names}`],
  [{ workers: [dedicated('w')], jsonWorkers: ['w'] }, `the name of a worker is "w"; allowed is ${names}`],
  [{ workers: [dedicated('broker')] }, `the name of a worker is "broker"; allowed is ${names}`],
  [{ jsonWorkers: ['results'] }, `the name of a worker is "results"; allowed is ${names}`],
  [
    { workers: [dedicated('w'), dedicated('w.stop')] },
    'the name of a worker is "w.stop"; allowed is a name that is not that of another worker with .stop behind it, as its stop socket is called',
  ],
  [{ pools: [{ ...pool(), loops: 0 }] }, 'loops is 0; allowed is an integer from 1 to 256'],
  [{ pools: [{ ...pool(), loops: 257 }] }, 'loops is 257; allowed is an integer from 1 to 256'],
  [{ pools: [{ ...pool(), loops: 1.5 }] }, 'loops is 1.5; allowed is an integer from 1 to 256'],
  [{ pools: [{ ...pool(), workers: [] }] }, 'the workers of the pool loop is ; allowed is a list of at least one name'],
  [
    { pools: [pool('a'), pool('b')] },
    'the name of a pool is "loop"; allowed is a name that no other pool has, and by which no loop (loop.1) is called like a dedicated worker',
  ],
  [
    { workers: [dedicated('loop.2')], pools: [pool('a')] },
    'the name of a pool is "loop"; allowed is a name that no other pool has, and by which no loop (loop.2) is called like a dedicated worker',
  ],
]

function dedicated(name: string): { name: string; module: URL } {
  return { name, module }
}

function pool(worker = 'w'): { module: URL; loops: number; workers: string[] } {
  return { module, loops: 2, workers: [worker] }
}

describe('an option that is not allowed', () => {
  it.each(refused)('%o is named with its value', (options, message) => {
    expect(() => resolveBrokerOptions(options as BrokerOptions)).toThrow(
      expect.objectContaining({ name: 'BrokerError', code: 'invalid-option', message }),
    )
  })

  it.each([
    [{ workers: [dedicated('#')] }, 'the name of a worker is "#"; allowed are'],
    [{ pools: [{ ...pool(), name: '' }] }, 'the name of a pool is ""; allowed are'],
    [{ pools: [pool(' ')] }, 'the name of a worker is " "; allowed are'],
    [{ limits: { bodyBytesMax: 1 } }, 'limits.bodyBytesMax is 1; allowed is'],
  ])('%o is named by the protocol', (options, message) => {
    expect(() => resolveBrokerOptions(options)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', message: expect.stringContaining(message) as string }),
    )
  })
})

describe('options', () => {
  it('have a value for each that is left out', () => {
    expect(resolveBrokerOptions({})).toMatchObject({
      transport: 'inproc',
      workers: [],
      pools: [],
      jsonWorkers: [],
      startTimeoutMs: 30_000,
      stopGraceMs: 2000,
      queuedPerTargetMax: 100_000,
      queuedBytesMax: 536_870_912,
      heldBytesPerClientMax: 67_108_864,
    })
  })

  it('may have many workers of all kinds, and pools of different names', () => {
    const options: BrokerOptions = {
      workers: [dedicated('a'), { name: 'b', module: './b.js' }],
      pools: [pool('c'), { ...pool('d'), name: 'second' }],
      jsonWorkers: ['e'],
    }
    expect(resolveBrokerOptions(options).pools.map(({ name }) => name)).toEqual(['loop', 'second'])
  })
})
