/** Options of every kind for a broker in a thread of its own, which only runs from what was built. */
import { startBrokerThread } from '@errand/broker'
import { fuzz, share } from '../engine/campaign.js'
import { optionNames } from '../options/option-names.js'
import { anyOddOptions, checkOptions, type Surfaces } from '../options/surface.js'

const threads: Surfaces = {
  startBrokerThread: {
    options: optionNames('broker', 'BrokerOptions').filter((name) => name !== 'directory'),
    good: () => ({ stopGraceMs: 0 }),
    use: async (options) => {
      const broker = await startBrokerThread(options as object)
      await broker.close({ drainMs: 0 })
    },
  },
  'threadedBroker.close': {
    options: ['drainMs'],
    good: () => ({ drainMs: 0 }),
    use: async (options) => {
      const broker = await startBrokerThread({ stopGraceMs: 0 })
      try {
        await broker.close(options as object)
      } finally {
        await broker.close()
      }
    },
  },
}

fuzz({
  name: 'options of a broker in a thread',
  runs: share(0.0005),
  inputs: anyOddOptions(threads),
  check: (odd) => checkOptions(threads, odd),
})
