/** The module of a broker's own thread: a local broker, held by messages from the thread that started it. */
import { parentPort, workerData } from 'node:worker_threads'
import { beforeExit, ThreadControl } from '@errand/sockets'
import { BrokerHandle } from './broker-handle.js'
import { LocalBroker } from './local-broker.js'
import { resolveBrokerOptions } from './options.js'
import { portableError } from './portable-error.js'
import { type FromBrokerThread, type ThreadBrokerData, type ToBrokerThread } from './thread-messages.js'

const { options, control: memory } = workerData as ThreadBrokerData
const control = new ThreadControl(memory)

function say(message: FromBrokerThread): void {
  parentPort?.postMessage(message)
}

beforeExit(() => control.markClosed())
control.onWake(() => {
  // The process is ending, and waits for this.
  if (control.isClosing) process.exit()
})

async function run(): Promise<void> {
  try {
    // Everything that leaves this thread for the main one is a string: it may outlive the thread.
    const broker = new BrokerHandle(new LocalBroker(resolveBrokerOptions(options), 'strings'))
    broker.onWorker((event) => say({ kind: 'worker', event }))
    parentPort?.on('message', (message: ToBrokerThread) => {
      if (message.kind === 'close') void broker.close(message.options)
      else void broker.stats().then((stats) => say({ kind: 'stats', call: message.call, stats }))
    })
    await broker.start()
    say({ kind: 'started', endpoints: broker.endpoints })
    await broker.closed
    say({ kind: 'closed' })
  } catch (error) {
    say({ kind: 'failed', error: portableError(error) })
  }
  parentPort?.close()
}

void run()
