/**
 * Temporary DEALER sockets, as the seed's pool workers have them: opened for the messages of the moment, closed when
 * no more follow. A socket is *leased*: by default one serves a whole burst, and those that follow within milliseconds, since
 * opening one costs as much as twenty messages; with `leasesPerSocket: 1` each message has its own. Their number is bounded:
 * who comes when all are taken waits, in order.
 */
import {
  type FrameForms,
  formatRoutingId,
  type ProtocolLimits,
  type RoutingId,
  type WireRecord,
} from '@errand/protocol'
import { transportOf } from './endpoint.js'
import type { FlushSchedule } from './flush-schedule.js'
import type { Bell, MessageListener, MessageSocket, SocketFactory } from './message-socket.js'
import { type PacketOutbox, packetOutbox } from './packet-outbox.js'
import { SocketsError } from './sockets-error.js'

export interface TemporaryDealersOptions {
  readonly sockets: SocketFactory
  readonly endpoint: string
  /** The peer that they belong to; each gets its own count. */
  readonly owner: RoutingId
  /**
   * The count of the next one. All that have the same owner and endpoint share it, or one takes over the identity of another.
   * @default counts from 1
   */
  readonly nextCount?: () => number
  readonly limits: ProtocolLimits
  readonly forms: FrameForms
  readonly schedule: FlushSchedule
  /** The bell that tells of answers; left out where none come. */
  readonly bell?: Bell
  readonly onMessage: MessageListener
  /** Sockets open at the same time, 1 or more. @default 8 */
  readonly socketsMax?: number
  /** Leases that one socket serves in all, 1 to Infinity. @default Infinity */
  readonly leasesPerSocket?: number
  /** Milliseconds, or twice as many, that a socket without leases waits for the next. 0: only to the end of the turn. @default 5 */
  readonly idleMs?: number
}

export interface DealerLease {
  /** Sends a record through the leased socket, gathered with those of the other leases; once that is closed, nothing. */
  add(record: WireRecord): void
  /** The message is through: the socket closes when no lease has followed the last. Once per lease. */
  release(): void
}

export interface TemporaryDealers {
  /** @param granted called with the lease: at once if a socket is free, later if not, never after `close` */
  lease(granted: (lease: DealerLease) => void): void
  readonly openSockets: number
  /** Leases that wait for a socket. */
  readonly waiting: number
  /** Sends what was gathered and closes all; leases that wait are never granted. */
  close(): void
}

const defaultSocketsMax = 8
/** Under load the next burst comes within one or two; nobody misses the socket meanwhile. */
const defaultIdleMs = 5
/** A closed socket's file descriptors are free some milliseconds later; nobody tells when. */
const retryMs = 10

interface TemporaryDealer {
  readonly socket: MessageSocket
  readonly outbox: PacketOutbox
  leasesLeft: number
  active: number
  /** It had a lease since it was last looked at. */
  wasUsed: boolean
  /** While it has none. */
  look: NodeJS.Timeout | undefined
}

class Dealers implements TemporaryDealers {
  readonly #options: TemporaryDealersOptions
  readonly #socketsMax: number
  readonly #leasesPerSocket: number
  readonly #idleMs: number
  readonly #open = new Set<TemporaryDealer>()
  readonly #waiting: ((lease: DealerLease) => void)[] = []
  #count = 0
  #current: TemporaryDealer | undefined
  #retry: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: TemporaryDealersOptions) {
    this.#options = options
    this.#socketsMax = atLeast(1, 'socketsMax', options.socketsMax ?? defaultSocketsMax)
    this.#leasesPerSocket = atLeast(1, 'leasesPerSocket', options.leasesPerSocket ?? Infinity)
    this.#idleMs = atLeast(0, 'idleMs', options.idleMs ?? defaultIdleMs)
    transportOf(options.endpoint)
  }

  get openSockets(): number {
    return this.#open.size
  }

  get waiting(): number {
    return this.#waiting.length
  }

  lease(granted: (lease: DealerLease) => void): void {
    if (this.#isClosed) return
    this.#waiting.push(granted)
    this.#grantWaiting()
  }

  close(): void {
    this.#isClosed = true
    this.#waiting.length = 0
    clearTimeout(this.#retry)
    for (const dealer of this.#open) this.#close(dealer)
  }

  #grantWaiting(): void {
    while (this.#waiting.length > 0) {
      const dealer = this.#available()
      if (!dealer) return
      this.#waiting.shift()?.(this.#grant(dealer))
    }
  }

  #available(): TemporaryDealer | undefined {
    if (this.#current && this.#current.leasesLeft > 0) return this.#current
    if (this.#open.size >= this.#socketsMax) return undefined
    try {
      this.#current = this.#openDealer()
    } catch (error) {
      this.#waitFor(error)
      return undefined
    }
    return this.#current
  }

  /** Sockets may run out for the whole process: then all wait. In a thread that is being shut down nothing is granted. */
  #waitFor(error: unknown): void {
    if (!(error instanceof SocketsError) || (error.code !== 'socket-limit' && error.code !== 'closing')) throw error
    if (error.code === 'closing') return
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      this.#grantWaiting()
    }, retryMs)
  }

  #openDealer(): TemporaryDealer {
    const { sockets, endpoint, owner, bell, onMessage, limits, forms, schedule } = this.#options
    const { nextCount = () => ++this.#count } = this.#options
    const routingId = formatRoutingId({ ...owner, count: nextCount() })
    // No high-water mark: what is on its way here is bounded by the credit, and by what the handlers await.
    const socket = sockets.open('dealer', { routingId, highWaterMark: 0, ...(bell === undefined ? {} : { bell }) })
    socket.connect(endpoint)
    if (bell !== undefined) socket.listen(onMessage)
    const outbox = packetOutbox({ limits, forms, schedule, send: (frames) => socket.send(frames) })
    const dealer: TemporaryDealer = {
      socket,
      outbox,
      leasesLeft: this.#leasesPerSocket,
      active: 0,
      wasUsed: true,
      look: undefined,
    }
    this.#open.add(dealer)
    return dealer
  }

  #grant(dealer: TemporaryDealer): DealerLease {
    dealer.leasesLeft--
    dealer.active++
    dealer.wasUsed = true
    return {
      add: (record) => {
        if (this.#open.has(dealer)) dealer.outbox.add(record)
      },
      release: () => this.#release(dealer),
    }
  }

  #release(dealer: TemporaryDealer): void {
    dealer.active--
    if (dealer.active > 0) return
    if (dealer.leasesLeft > 0 && this.#idleMs > 0) dealer.look ??= this.#lookLater(dealer)
    // Look again at the end of the turn: in a burst, the next lease has come by then.
    else this.#options.schedule.add({ flush: () => this.#closeIfThrough(dealer) })
  }

  /** Now and then: that costs a burst less than a timer of its own. */
  #lookLater(dealer: TemporaryDealer): NodeJS.Timeout {
    const look = (): void => {
      dealer.look = undefined
      // With its last lease it is looked at again.
      if (dealer.active > 0) return
      if (!dealer.wasUsed) return this.#closeIfThrough(dealer)
      dealer.wasUsed = false
      dealer.look = this.#lookLater(dealer)
    }
    return setTimeout(look, this.#idleMs).unref()
  }

  #closeIfThrough(dealer: TemporaryDealer): void {
    if (dealer.active > 0 || !this.#open.has(dealer)) return
    this.#close(dealer)
    this.#grantWaiting()
  }

  #close(dealer: TemporaryDealer): void {
    clearTimeout(dealer.look)
    dealer.outbox.flush()
    // What the socket did not take now it never will.
    dealer.outbox.clear()
    if (this.#current === dealer) this.#current = undefined
    this.#open.delete(dealer)
    dealer.socket.close()
  }
}

function atLeast(least: number, option: string, value: number): number {
  if (value >= least) return value
  throw new SocketsError('invalid-option', `${option} is ${value}; allowed is ${least} or more`)
}

/** @throws SocketsError `invalid-option`, `invalid-endpoint` */
export function temporaryDealers(options: TemporaryDealersOptions): TemporaryDealers {
  return new Dealers(options)
}
