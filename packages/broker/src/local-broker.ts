/** A broker in the calling thread: its sockets are bound here, its workers are started from here, and it closes here. */
import { type FrameForms, hasMethods } from '@errand/protocol'
import {
  beforeExit,
  type EndpointBook,
  endpointBook,
  listenDirectly,
  type SocketFactory,
  zeromqSockets,
} from '@errand/sockets'
import { assemble, type Assembly, type AssemblyHooks } from './assembly.js'
import type { Broker, BrokerEndpoints, BrokerStats } from './broker.js'
import { BrokerHandle, type BrokerHome, type HandleOfHome } from './broker-handle.js'
import { brokerStats } from './broker-stats.js'
import { close } from './closing.js'
import { Launcher } from './launch/launcher.js'
import { check, checkOptions } from './option-check.js'
import { type BrokerOptions, resolveBrokerOptions, type ResolvedBrokerOptions } from './options.js'

/** Not just anything: over tcp, peers of ZeroMQ's first protocol need no more to be heard than to say something. */
function isStop(frames: readonly Uint8Array[]): boolean {
  return frames.length === 1 && frames[0]?.length === 0
}

export interface LocalBrokerOptions extends BrokerOptions {
  /**
   * Another set of sockets, the in-memory ones for example: for workers that attach within this thread, as launched ones
   * have ZeroMQ's.
   * @default ZeroMQ's
   */
  readonly sockets?: SocketFactory
}

export class LocalBroker implements BrokerHome {
  readonly closed: Promise<void>
  readonly #options: ResolvedBrokerOptions
  readonly #parts: Assembly
  readonly #forgetExit: () => void
  /** Endpoints of files, which have to be removed. */
  readonly #books: EndpointBook[] = []
  /** Takes back that clients of this thread can join without a socket. */
  #unlisten: (() => void) | undefined
  readonly #isJoinable: boolean
  #handle: HandleOfHome | undefined
  #launcher: Launcher | undefined
  #onIdle: (() => void) | undefined
  #settleClosed: () => void = () => undefined

  constructor(options: ResolvedBrokerOptions, forms: FrameForms, own?: SocketFactory) {
    this.#options = options
    const sockets = own ?? zeromqSockets()
    // Other sockets have endpoints of their own, which may have the same names.
    this.#isJoinable = own === undefined
    const hooks: AssemblyHooks = {
      onIdle: () => this.#onIdle?.(),
      report: (event) => this.#handle?.tell(event),
    }
    this.#parts = assemble(options, forms, hooks, sockets)
    this.#books.push(this.#parts.book)
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve
    })
    this.#forgetExit = beforeExit(() => this.#endWithProcess())
  }

  async start(handle: HandleOfHome): Promise<BrokerEndpoints> {
    this.#handle = handle
    const { book, front, direct, results, stopper, json, forLaunches } = this.#parts
    const endpoints = {
      front: await front.bind(book),
      results: await results.bind(book),
      stopper: await book.bind(stopper, 'stopper'),
    }
    if (this.#isJoinable) this.#unlisten = listenDirectly(endpoints.front, direct)
    stopper.listen((frames) => void (isStop(frames) && handle.close()))
    for (const name of this.#options.jsonWorkers) await json.open(name)
    const processFront = await this.#bindForProcesses(endpoints.front)
    const surroundings = { ...forLaunches, endpoints: { ...endpoints, processFront } }
    this.#launcher = new Launcher({ ...this.#options, surroundings, report: (event) => handle.tell(event) })
    await this.#launcher.start()
    return endpoints
  }

  async stats(): Promise<BrokerStats> {
    return brokerStats(this.#parts, this.#launcher)
  }

  async shutDown(drainMs: number): Promise<void> {
    const { stopGraceMs } = this.#options
    this.#unlisten?.()
    await close({ parts: this.#parts, launcher: this.#launcher, stopGraceMs, drain: () => this.#drain(drainMs) })
    for (const book of this.#books) book.release()
    this.#forgetExit()
    this.#settleClosed()
  }

  /** Processes cannot reach what is bound within this one. @returns the endpoint at which they reach the front */
  async #bindForProcesses(front: string): Promise<string> {
    const { transport, workers } = this.#options
    if (transport !== 'inproc' || workers.every(({ placement }) => placement !== 'process')) return front
    const book = endpointBook({ transport: 'ipc' })
    this.#books.push(book)
    return this.#parts.front.bindAlso(book)
  }

  async #drain(drainMs: number): Promise<void> {
    if (this.#parts.core.open === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, drainMs)
      this.#onIdle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Synchronous, for 'exit': nothing more is answered, and nothing is left that could kill the process on its way out, or outlive it. */
  #endWithProcess(): void {
    this.#launcher?.makeSafe()
    this.#parts.sockets.closeAll(0)
    for (const book of this.#books) book.release()
    this.#launcher?.endWithProcess()
  }
}

/**
 * Starts a broker in the calling thread, with its workers in threads and processes of their own.
 *
 * @throws BrokerError `invalid-option`, `worker-start-failed`; ProtocolError, SocketsError. Nothing is left running then.
 */
export async function startBroker(options: LocalBrokerOptions): Promise<Broker> {
  checkOptions('options', options)
  const { sockets, ...own } = options
  const resolved = resolveBrokerOptions(own)
  check(sockets === undefined || hasMethods(sockets, 'open'), 'sockets', sockets, 'a SocketFactory')
  const broker = new BrokerHandle(new LocalBroker(resolved, 'any', sockets))
  await broker.start()
  return broker
}
