/** A broker on real sockets, with a healthy client and a healthy worker who have to be served whatever else goes on. */
import { readdirSync } from 'node:fs'
import { type Broker, type BrokerOptions, startBroker } from '@errand/broker'
import { type Client, connect } from '@errand/client'
import { type AttachedWorker, attachWorker } from '@errand/worker'

const healthyName = 'healthy-9f2c'
/** On a machine that has other things to do. */
const deadlineMs = 10_000

export const jsonWorker = 'json.1'

export class ServedBroker {
  readonly broker: Broker
  readonly #client: Client
  readonly #worker: AttachedWorker
  #asked = 0

  private constructor(broker: Broker) {
    this.broker = broker
    const { endpoint } = broker
    this.#client = connect({ endpoint })
    this.#worker = attachWorker({ endpoint, name: healthyName, handler: (input: unknown) => input })
  }

  static async start(options: BrokerOptions): Promise<ServedBroker> {
    const served = new ServedBroker(await startBroker({ jsonWorkers: [jsonWorker], stopGraceMs: 0, ...options }))
    await served.#untilAttached()
    return served
  }

  /** Throws where the healthy client does not get its answer. */
  async assertServes(): Promise<void> {
    const number = ++this.#asked
    const answer = await this.#client.request(healthyName, { number }, { deadlineMs })
    if (JSON.stringify(answer) !== JSON.stringify({ number }))
      throw new Error(`the answer is ${JSON.stringify(answer)}`)
  }

  /** Throws where what came in is not what ended and what is open. */
  async assertConserves(): Promise<void> {
    const { accepted, refused, replied, failed, open } = await this.broker.stats()
    const ended = replied + Object.values(failed).reduce((sum, count) => sum + count, 0)
    if (accepted + refused === ended + open) return
    throw new Error(`${accepted + refused} came in, but ${ended} ended and ${open} are open`)
  }

  async close(): Promise<void> {
    this.#client.destroy()
    await this.#worker.close({ graceMs: 0 })
    await this.broker.close({ drainMs: 0 })
  }

  async #untilAttached(): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      (await this.broker.stats()).workers.some(({ name }) => name === healthyName)
    while (!(await isThere())) await new Promise((turn) => setImmediate(turn))
  }
}

/** Open descriptors of this process, or undefined where the system does not show them. */
export function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}
