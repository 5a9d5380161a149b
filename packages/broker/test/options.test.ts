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
  [{ hangGraceMs: -1 }, 'hangGraceMs is -1; allowed is a number from 0 to 2147483647'],
  [{ heartbeatIntervalMs: Infinity }, 'heartbeatIntervalMs is Infinity; allowed is a number from 0 to 2147483647'],
  [{ restart: { minDelayMs: 0 } }, `restart.minDelayMs is 0; allowed is a number above 0, ${times}`],
  [{ restart: { maxDelayMs: Infinity } }, `restart.maxDelayMs is Infinity; allowed is a number above 0, ${times}`],
  [{ restart: { maxDelayMs: 99 } }, 'restart.maxDelayMs is 99; allowed is at least minDelayMs, which is 100'],
  [{ restart: { crashesMax: 0 } }, 'restart.crashesMax is 0; allowed is an integer of at least 1, or Infinity'],
  [{ restart: { crashesMax: 1.5 } }, 'restart.crashesMax is 1.5; allowed is an integer of at least 1, or Infinity'],
  [{ restart: { windowMs: 0 } }, `restart.windowMs is 0; allowed is a number above 0, ${times}`],
  [{ restart: { cooldownMs: -1 } }, 'restart.cooldownMs is -1; allowed is a number from 0 to 2147483647'],
  [
    { workers: [{ ...dedicated('w'), restart: { windowMs: -1 } }] },
    `restart of the worker w.windowMs is -1; allowed is a number above 0, ${times}`,
  ],
  [
    { workers: [{ ...dedicated('w'), restart: { crashMax: 1 } }] },
    'restart of the worker w has no option crashMax; allowed are minDelayMs, maxDelayMs, crashesMax, windowMs, cooldownMs',
  ],
  [
    { pools: [{ ...pool(), recycle: { aftertasks: 1 } }] },
    'recycle of the pool loop has no option aftertasks; allowed are afterTasks, memoryBytes',
  ],
  [
    { workers: [{ ...dedicated('w'), resourceLimits: { maxOldSpaceMb: 64 } }] },
    'resourceLimits of the worker w has no option maxOldSpaceMb; allowed are maxYoungGenerationSizeMb, maxOldGenerationSizeMb, codeRangeSizeMb, stackSizeMb',
  ],
  [
    { queuedMax: 5 },
    'a broker has no option queuedMax; allowed are transport, directory, host, workers, pools, jsonWorkers, startTimeoutMs, stopGraceMs, restart, hangGraceMs, heartbeatIntervalMs, queuedPerTargetMax, queuedBytesPerTargetMax, queuedPerClientMax, queuedBytesPerClientMax, queuedBytesMax, heldBytesPerClientMax, limits',
  ],
  [
    { pools: [{ ...pool(), recycle: { afterTasks: 0 } }] },
    'recycle of the pool loop.afterTasks is 0; allowed is an integer of at least 1',
  ],
  [
    { workers: [{ ...dedicated('w'), recycle: { memoryBytes: 0 } }] },
    'recycle of the worker w.memoryBytes is 0; allowed is a number of at least 1',
  ],
  [
    { workers: [{ ...dedicated('w'), placement: 'fiber' }] },
    `the placement of the worker w is "fiber"; allowed is 'thread', 'compute', 'process'`,
  ],
  [
    { workers: [{ ...dedicated('w'), env: { A: 'b' } }] },
    'env of the worker w is [object Object]; allowed is nothing, where its placement is not "process"',
  ],
  [
    { workers: [{ ...dedicated('w'), placement: 'compute', execArgv: [5] }] },
    'execArgv of the worker w is 5; allowed is a list of texts',
  ],
  [
    { workers: [{ ...dedicated('w'), execArgv: Array.from({ length: 1 }) }] },
    'execArgv of the worker w is ; allowed is a list of texts',
  ],
  [
    { workers: [{ ...dedicated('w'), placement: 'process', data: 1n }] },
    'data of the worker w is 1; allowed is what JSON can say, since it crosses to a process',
  ],
  [
    { workers: [{ ...dedicated('w'), placement: 'process', data: 'x'.repeat(120_000) }] },
    'data of the worker w is "120011 characters long"; allowed is JSON of at most 120000 characters, since it crosses to a process',
  ],
  [
    { workers: [{ ...dedicated('w'), placement: 'process', resourceLimits: { stackSizeMb: 1 } }] },
    'resourceLimits of the worker w is stackSizeMb; allowed is maxOldGenerationSizeMb, since it is a process',
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
      hangGraceMs: 1000,
      heartbeatIntervalMs: 1000,
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

  it('of restarts are those of the broker, where a worker or a pool does not say otherwise', () => {
    const workers = [
      dedicated('a'),
      { ...dedicated('b'), restart: { crashesMax: 9 } },
      { ...dedicated('c'), restart: false as const },
    ]
    const standard = { minDelayMs: 100, maxDelayMs: 10_000, crashesMax: 5, windowMs: 60_000, cooldownMs: 30_000 }
    const restartsOf = (options: BrokerOptions) => {
      const resolved = resolveBrokerOptions({ ...options, workers, pools: [pool()] })
      return [...resolved.workers, ...resolved.pools].map(({ restart }) => restart)
    }
    expect(restartsOf({})).toEqual([standard, { ...standard, crashesMax: 9 }, false, standard])
    const slow = { ...standard, minDelayMs: 500 }
    expect(restartsOf({ restart: { minDelayMs: 500 } })).toEqual([slow, { ...slow, crashesMax: 9 }, false, slow])
    expect(restartsOf({ restart: false })).toEqual([false, { ...standard, crashesMax: 9 }, false, false])
  })

  it('of a process may be what only a process has', () => {
    const worker = { ...dedicated('w'), placement: 'process' as const, env: { A: 'b' }, execArgv: ['--title=a'] }
    const [resolved] = resolveBrokerOptions({
      workers: [{ ...worker, data: { a: [1, null] }, resourceLimits: { maxOldGenerationSizeMb: 9 } }],
    }).workers
    expect(resolved).toMatchObject({ ...worker, recycle: {} })
  })
})
