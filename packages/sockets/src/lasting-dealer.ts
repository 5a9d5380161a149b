/**
 * A DEALER that outlives its connections: when one has ended, a fresh socket takes its place, and the owner is told that
 * what was on its way is lost. Left to itself, ZeroMQ would connect the same socket again, and send whatever was left in
 * it to whoever is there by then.
 */
import { randomBytes } from 'node:crypto'
import type { OutgoingFrame } from '@errand/protocol'
import { backoff, type Clock, type Timer } from '@errand/timing'
import type { MessageListener, MessageSocket, SocketFactory } from './message-socket.js'

export interface LastingDealerOptions {
  readonly sockets: SocketFactory
  readonly endpoint: string
  /** Asked for each socket: the same id again for a peer that goes on, another for one that begins anew. */
  routingId(): string
  readonly clock: Clock
  readonly onMessage: MessageListener
  /** A connection has ended: what was sent and not answered may be lost. Once for each; what is sent now goes out by the next. */
  readonly onLost: () => void
  /** Of what it sends, as of any socket; of what it receives there is none. @default 1000 */
  readonly highWaterMark?: number
  /** Milliseconds between heartbeats; a peer that has stopped is noticed within three. 0 for none. @default 1000 */
  readonly heartbeatIntervalMs?: number
  /** A number from 0 to below 1, which spreads the pauses. @default Math.random */
  readonly random?: () => number
}

/**
 * `unheard`: nothing has ever come from the peer. `heard`: something came over the present connection. `lost`: a connection
 * has ended, and nothing has come over the next one so far.
 */
export type ConnectionState = 'unheard' | 'heard' | 'lost'

export interface LastingDealer {
  /** @returns false where nothing was taken: there is no room, or no socket for the moment */
  send(frames: OutgoingFrame[]): boolean
  readonly connection: ConnectionState
  /** What was handed over still leaves, for `lingerMs` at most. Twice is the same as once. */
  close(lingerMs?: number): void
}

/** What no peer sends: 128 random bits. */
const hiccupMessage = `hiccup ${randomBytes(16).toString('base64url')}`
const hiccupBytes = Buffer.from(hiccupMessage)

const standardHeartbeatIntervalMs = 1000
/** ZeroMQ's own pace while nobody is there. */
const reconnectIntervalMs = 100
/** Somebody who waits for a broker to come back would hardly notice. */
const reconnectIntervalMaxMs = 1000

/** A connection that lasted so long was a good one: what ends it has nothing to do with how it began. */
const steadyMs = 5000
/** The first socket is replaced at once; then, while connections do not last, there are pauses. */
const pauses = backoff({ initialMs: 100, maxMs: steadyMs, jitter: 'equal' })

class ReplacedDealer implements LastingDealer {
  readonly #options: LastingDealerOptions
  #socket: MessageSocket | undefined
  #openedAt = 0
  /** In a row, of connections that did not last. */
  #losses = 0
  #pause: Timer | undefined
  #isClosed = false
  connection: ConnectionState = 'unheard'

  constructor(options: LastingDealerOptions) {
    this.#options = options
    this.#socket = this.#open()
  }

  send(frames: OutgoingFrame[]): boolean {
    return this.#socket?.send(frames) ?? false
  }

  close(lingerMs?: number): void {
    this.#isClosed = true
    this.#pause?.cancel()
    this.#socket?.close(lingerMs)
    this.#socket = undefined
  }

  #open(): MessageSocket {
    const { sockets, endpoint, clock, highWaterMark } = this.#options
    const socket = sockets.open('dealer', {
      routingId: this.#options.routingId(),
      hiccupMessage,
      heartbeatIntervalMs: this.#options.heartbeatIntervalMs ?? standardHeartbeatIntervalMs,
      reconnectIntervalMs,
      reconnectIntervalMaxMs,
      // What comes was asked for. Where it is not taken in, nor are the heartbeats behind it: a program that is busy would lose
      // its connection, and libzmq 4.3.5 then aborts the process (`stream_engine_base.cpp:396`) when it is taken after all.
      receiveHighWaterMark: 0,
      ...(highWaterMark === undefined ? {} : { highWaterMark }),
    })
    try {
      socket.connect(endpoint)
    } catch (error) {
      // What transportOf lets pass can still be nothing to connect to, a tcp address without a port for one.
      socket.close(0)
      throw error
    }
    this.#openedAt = clock.now()
    socket.listen((frames) => this.#receive(frames))
    return socket
  }

  #receive(frames: Uint8Array[]): void {
    // What came with the message for which it was closed.
    if (this.#isClosed) return
    if (isHiccup(frames)) return this.#lose()
    this.connection = 'heard'
    this.#options.onMessage(frames)
  }

  #lose(): void {
    this.connection = 'lost'
    // ZeroMQ is about to connect it again.
    this.#socket?.close(0)
    this.#socket = undefined
    const hasLasted = this.#options.clock.now() - this.#openedAt >= steadyMs
    this.#losses = hasLasted ? 1 : this.#losses + 1
    if (this.#losses === 1) this.#replace()
    else this.#replaceLater()
    this.#options.onLost()
  }

  #replace(): void {
    try {
      this.#socket = this.#open()
    } catch {
      // The first one could be opened: what is in the way now passes, as a want of descriptors does.
      this.#losses++
      this.#replaceLater()
    }
  }

  #replaceLater(): void {
    const { clock, random = Math.random } = this.#options
    const pauseMs = pauses.delayMs(this.#losses - 1, random())
    this.#pause = clock.setTimer(clock.now() + pauseMs, () => {
      if (!this.#isClosed) this.#replace()
    })
  }
}

function isHiccup(frames: readonly Uint8Array[]): boolean {
  return frames.length === 1 && hiccupBytes.equals(frames[0] as Uint8Array)
}

/**
 * Connects in the background, whether or not anybody is there yet.
 *
 * @throws SocketsError where the first socket cannot be opened; none is left open then
 */
export function lastingDealer(options: LastingDealerOptions): LastingDealer {
  return new ReplacedDealer(options)
}
