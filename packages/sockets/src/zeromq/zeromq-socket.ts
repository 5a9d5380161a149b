/** One ZeroMQ socket behind the port: every call into the addon stands between `enter` and `leave` of its guard. */
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { OutgoingFrame } from '@errand/protocol'
import type { BellListeners, Drainable } from '../bell-listeners.js'
import { bindFault, transportOf } from '../endpoint.js'
import type { MessageListener, MessageSocket, RefusalListener, SocketKind, SocketOptions } from '../message-socket.js'
import { SocketsError } from '../sockets-error.js'
import type { CallGuard } from '../thread-control.js'
import { allowAddress, openRaw, type RawReceiver, type RawSender, type RawSocket } from './raw-sockets.js'
import { SendOrder } from './send-order.js'

/** A socket closes in the background; its endpoint is free some milliseconds later. */
const bindTriesMax = 10
const bindPauseMs = 20

/**
 * How long one socket's messages are worked on in a row before timers and other sockets have their turn: zeromq.js gives out
 * 512 of them, and where each is a packet of 64 KiB they took seconds.
 */
const busyMsMax = 4

export interface ZeromqSocketContext {
  readonly guard: CallGuard
  /** Where the thread is woken by bells. */
  readonly bells: BellListeners | undefined
  readonly onClosed: (socket: ZeromqSocket) => void
}

export class ZeromqSocket implements MessageSocket, Drainable {
  readonly kind: SocketKind
  readonly #raw: RawSocket
  readonly #context: ZeromqSocketContext
  readonly #options: SocketOptions
  readonly #order: SendOrder | undefined
  #listener: MessageListener | undefined
  #onRefused: RefusalListener | undefined
  /** Over inproc what was announced is there. */
  #isInproc = true
  #isClosed = false

  constructor(kind: SocketKind, options: SocketOptions, context: ZeromqSocketContext) {
    this.kind = kind
    this.#context = context
    this.#options = options
    this.#raw = this.#call(() => openRaw(kind, options, context.bells !== undefined))
    if (kind === 'router') {
      this.#order = new SendOrder({
        send: (frames) => this.#sendNow(frames),
        refuse: (frames, error) => this.#refuse(frames, error),
      })
    }
  }

  async bind(endpoint: string): Promise<string> {
    transportOf(endpoint)
    for (let tried = 1; ; tried++) {
      try {
        // The asynchronous bind runs in another thread, and until it ends the socket can neither send nor receive.
        this.#call(() => this.#attach('bindSync', endpoint))
        return this.#raw.lastEndpoint ?? endpoint
      } catch (cause) {
        if (cause instanceof SocketsError) throw cause
        const fault = bindFault(endpoint, cause)
        if (fault.code !== 'endpoint-in-use' || tried === bindTriesMax) throw fault
      }
      await delay(bindPauseMs)
    }
  }

  connect(endpoint: string): void {
    transportOf(endpoint)
    try {
      this.#call(() => this.#attach('connect', endpoint))
    } catch (cause) {
      if (cause instanceof SocketsError) throw cause
      throw new SocketsError('invalid-endpoint', `cannot connect to "${endpoint}": ${String(cause)}`, { cause })
    }
  }

  send(frames: OutgoingFrame[]): boolean {
    if (!this.#isReady()) return false
    if (this.#order) this.#order.add(frames)
    else this.#sendNow(frames).catch((error: unknown) => this.#refuse(frames, error))
    return true
  }

  listen(listener: MessageListener): void {
    if (this.kind === 'push') return
    this.#listener = listener
    if (this.#context.bells === undefined) void this.#receiveAll(listener)
    else if (this.#options.bell !== undefined) this.#context.bells.add(this.#options.bell, this)
    else
      throw new SocketsError(
        'invalid-option',
        `this ${this.kind} has no bell; in this thread a socket without one cannot listen`,
      )
  }

  onRefused(listener: RefusalListener): void {
    this.#onRefused = listener
  }

  async drain(most: number): Promise<number> {
    const raw = this.#raw as RawReceiver
    for (let took = 0; took < most; took++) {
      const receiving = this.#receiveNow(raw)
      // Rejected where the peer's connection ended in between, and took the message with it.
      const frames = await receiving?.catch(() => undefined)
      if (frames === undefined) return took
      if (!this.#isClosed) this.#listener?.(frames)
    }
    return most
  }

  close(lingerMs?: number): void {
    if (this.#isClosed) return
    this.#order?.flush()
    this.#isClosed = true
    if (this.#options.bell !== undefined) this.#context.bells?.remove(this.#options.bell, this)
    if (this.#context.guard.enter()) {
      if (lingerMs !== undefined) this.#raw.linger = lingerMs
      this.#raw.close()
      this.#context.guard.leave()
    }
    this.#context.onClosed(this)
  }

  /** Could a message be handed over? Of a ROUTER's peers each has an answer of its own, which comes as a refusal. */
  #isReady(): boolean {
    if (this.#isClosed || !this.#context.guard.enter()) return false
    try {
      return this.kind === 'router' || this.#raw.writable
    } finally {
      this.#context.guard.leave()
    }
  }

  #sendNow(frames: OutgoingFrame[]): Promise<void> {
    if (!this.#context.guard.enter()) return Promise.resolve()
    try {
      return (this.#raw as RawSender).send(frames)
    } finally {
      this.#context.guard.leave()
    }
  }

  /**
   * One message, if one is there: with a time-out of 0 nothing is ever pending. Where none is, `receive` rejects, which costs
   * more than to look first, and the look a third of what it costs to receive.
   */
  #receiveNow(raw: RawReceiver): Promise<Buffer[]> | undefined {
    if (this.#isClosed || !this.#context.guard.enter()) return undefined
    try {
      return this.#isInproc || raw.readable ? raw.receive() : undefined
    } finally {
      this.#context.guard.leave()
    }
  }

  async #receiveAll(listener: MessageListener): Promise<void> {
    const raw = this.#raw as RawReceiver
    let busyMs = 0
    while (!this.#isClosed) {
      let frames: Buffer[]
      try {
        frames = await raw.receive()
      } catch (error) {
        if (this.#isClosed) return
        throw error
      }
      if (this.#isClosed) return
      const startedAt = performance.now()
      listener(frames)
      busyMs += performance.now() - startedAt
      if (busyMs < busyMsMax) continue
      busyMs = 0
      await nextTurn()
    }
  }

  #attach(how: 'bindSync' | 'connect', endpoint: string): void {
    allowAddress(this.#raw, endpoint)
    this.#isInproc &&= transportOf(endpoint) === 'inproc'
    this.#raw[how](endpoint)
  }

  #refuse(frames: OutgoingFrame[], error: unknown): void {
    if (this.#isClosed) return
    const code = (error as NodeJS.ErrnoException).code
    this.#onRefused?.(frames, code === 'EHOSTUNREACH' ? 'unroutable' : 'full')
  }

  #call<T>(work: () => T): T {
    if (this.#isClosed) throw new SocketsError('closing', 'this socket is closed')
    if (!this.#context.guard.enter()) this.#context.guard.halt()
    try {
      return work()
    } finally {
      this.#context.guard.leave()
    }
  }
}
