/** A broker in a thread of its own, so that the calling thread's work never delays a request that is not its own. */
import { Worker } from 'node:worker_threads'
import { beforeExit, ThreadHandle } from '@errand/sockets'
import { type Broker, type BrokerEndpoints, type BrokerStats, type CloseOptions, standardDrainMs } from './broker.js'
import { BrokerError } from './broker-error.js'
import { type BrokerOptions, checkDrainMs, checkOptions, resolveBrokerOptions } from './options.js'
import { errorOfPortable, type FromBrokerThread, portableOptions, type ToBrokerThread } from './thread-messages.js'

/** The thread closes its sockets in milliseconds; past this the process ends without waiting. */
const closedMsMax = 2000

class ThreadedBroker implements Broker {
  readonly closed: Promise<void>
  readonly #worker: Worker
  readonly #started: Promise<BrokerEndpoints>
  readonly #calls = new Map<
    number,
    { readonly resolve: (stats: BrokerStats) => void; readonly reject: (error: unknown) => void }
  >()
  #lastCall = 0
  #endpoints: BrokerEndpoints | undefined
  #closing: Promise<void> | undefined
  #hasEnded = false

  constructor(options: BrokerOptions) {
    resolveBrokerOptions(options)
    const handle = new ThreadHandle()
    this.#worker = new Worker(new URL('./thread.js', import.meta.url), {
      name: 'errand broker',
      workerData: { options: portableOptions(options), control: handle.memory },
    })
    const forgetExit = beforeExit(() => {
      handle.raiseClosing()
      handle.waitUntilClosed(closedMsMax)
    })
    this.#worker.once('exit', forgetExit)
    this.#started = this.#untilStarted()
    this.closed = this.#untilClosed()
    this.closed.catch(() => undefined)
  }

  get endpoint(): string {
    return this.endpoints.front
  }

  get endpoints(): BrokerEndpoints {
    if (this.#endpoints) return this.#endpoints
    throw new BrokerError('closed', 'the broker has not started')
  }

  async start(): Promise<void> {
    this.#endpoints = await this.#started
  }

  stats(): Promise<BrokerStats> {
    if (this.#hasEnded) return Promise.reject(new BrokerError('closed', 'the broker is closed'))
    const call = ++this.#lastCall
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject })
      this.#say({ kind: 'stats', call })
    })
  }

  close(options: CloseOptions = {}): Promise<void> {
    checkOptions(options)
    const { drainMs = standardDrainMs } = options
    checkDrainMs(drainMs)
    this.#closing ??= this.#stop(drainMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #stop(drainMs: number): Promise<void> {
    this.#say({ kind: 'close', options: { drainMs } })
    await this.closed
  }

  #untilStarted(): Promise<BrokerEndpoints> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromBrokerThread) => {
        if (message.kind === 'started') resolve(message.endpoints)
        else if (message.kind === 'failed') reject(errorOfPortable(message.error))
        else if (message.kind === 'stats') this.#answer(message.call, message.stats)
      })
      this.#worker.once('error', reject)
    })
  }

  /** The thread says `closed` and ends; if it ends without having said so, it was lost. */
  async #untilClosed(): Promise<void> {
    let saidClosed = false
    let lost: unknown
    this.#worker.on('message', (message: FromBrokerThread) => {
      if (message.kind === 'closed' || message.kind === 'failed') saidClosed = true
    })
    this.#worker.on('error', (error) => {
      lost = error
    })
    await new Promise((resolve) => this.#worker.once('exit', resolve))
    this.#hasEnded = true
    for (const { reject } of this.#calls.values()) reject(new BrokerError('closed', 'the broker is closed'))
    if (!saidClosed)
      throw new BrokerError('broker-thread-lost', `the thread of the broker ended: ${String(lost)}`, { cause: lost })
  }

  #answer(call: number, stats: BrokerStats): void {
    this.#calls.get(call)?.resolve(stats)
    this.#calls.delete(call)
  }

  #say(message: ToBrokerThread): void {
    this.#worker.postMessage(message)
  }
}

/**
 * Starts a broker in a thread of its own.
 *
 * @throws BrokerError `invalid-option`, `worker-start-failed` and others, as `startBroker` does. Nothing is left running then.
 */
export async function startBrokerThread(options: BrokerOptions): Promise<Broker> {
  const broker = new ThreadedBroker(options)
  await broker.start()
  return broker
}
