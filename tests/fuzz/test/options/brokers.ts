/** The functions of whoever runs a broker, without its threads. */
import { tmpdir } from 'node:os'
import { startBroker } from '@errand/broker'
import { resolveLimits } from '@errand/protocol'
import { endpointBook } from '@errand/sockets'
import { optionNames } from './option-names.js'
import type { Surfaces } from './surface.js'

const brokerOptions = optionNames('broker', 'BrokerOptions')
const limitNames = optionNames('protocol', 'ProtocolLimits')
const within = (path: string, names: readonly string[]): string[] => names.map((name) => `${path}.${name}`)

/** No thread can be started from it, so that options are all that is tried. */
const module = new URL('file:///nowhere/at-all.mjs')

/** Where the file of a thread is looked for is none of the options' business. */
const starting = ['worker-start-failed']

export const brokers: Surfaces = {
  startBroker: {
    options: [...brokerOptions, ...within('limits', limitNames)],
    good: () => ({ limits: {}, stopGraceMs: 0 }),
    use: async (options) => {
      const broker = await startBroker(options as object)
      await broker.close({ drainMs: 0 })
    },
  },
  'startBroker over ipc': {
    options: ['directory', 'jsonWorkers', 'jsonWorkers.0'],
    good: () => ({ transport: 'ipc', jsonWorkers: ['json.1'], stopGraceMs: 0 }),
    // An odd directory may be one that cannot be made.
    use: async (options) => {
      const broker = await startBroker(options as object)
      await broker.close({ drainMs: 0 })
    },
  },
  'broker.close': {
    options: ['drainMs'],
    good: () => ({ drainMs: 0 }),
    use: async (options) => {
      const broker = await startBroker({ stopGraceMs: 0 })
      try {
        await broker.close(options as object)
      } finally {
        await broker.close()
      }
    },
  },
  'the threads of startBroker': {
    options: [
      ...within('workers.0', optionNames('broker', 'DedicatedWorkerOptions')),
      ...within('pools.0', optionNames('broker', 'PoolOptions')),
      'pools.0.workers.0',
    ],
    good: () => ({
      stopGraceMs: 0,
      workers: [{ name: 'worker.1', module }],
      pools: [{ name: 'loop', module, loops: 1, workers: ['worker.2'] }],
    }),
    outcomes: starting,
    use: async (options) => {
      const broker = await startBroker(options as object)
      await broker.close({ drainMs: 0 })
    },
  },
  endpointBook: {
    options: optionNames('sockets', 'EndpointBookOptions'),
    good: () => ({ transport: 'ipc', directory: tmpdir(), host: 'localhost' }),
    use: (options) => endpointBook(options as Parameters<typeof endpointBook>[0]).release(),
  },
  resolveLimits: {
    options: limitNames,
    good: () => ({}),
    use: (options) => void resolveLimits(options as object),
  },
}
