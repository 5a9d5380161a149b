/** One socket in memory: takes from its pipes in turn, and sends as its kind does. */
import type { OutgoingFrame } from '@errand/protocol'
import type { MessageListener, MessageSocket, RefusalListener, SocketKind, SocketOptions } from '../message-socket.js'
import { SocketsError } from '../sockets-error.js'
import type { Bindable, Network } from './memory-network.js'
import { delimiter, type PipeEnd, toBuffer } from './pipe-end.js'
import { RoundRobin } from './round-robin.js'
import { RoutingTable } from './routing-table.js'

const defaultHighWaterMark = 1000
/** Messages taken before others get a turn. */
const messagesPerTurn = 512

export interface MemorySocketContext {
  readonly network: Network
  readonly onClosed: (socket: MemorySocket) => void
}

export class MemorySocket implements MessageSocket, Bindable {
  readonly kind: SocketKind
  readonly highWaterMark: number
  readonly receiveHighWaterMark: number
  readonly routingId: string | undefined
  readonly #context: MemorySocketContext
  readonly #disconnectMessage: string | undefined
  readonly #hiccupMessage: string | undefined
  readonly #pipes = new Set<PipeEnd>()
  /** In the order in which they are looked at. */
  readonly #readable = new Set<PipeEnd>()
  readonly #peers = new RoundRobin()
  readonly #table = new RoutingTable()
  #listener: MessageListener | undefined
  #onRefused: RefusalListener | undefined
  #isDelivering = false
  #isClosed = false

  constructor(kind: SocketKind, options: SocketOptions, context: MemorySocketContext) {
    this.kind = kind
    this.highWaterMark = options.highWaterMark ?? defaultHighWaterMark
    this.receiveHighWaterMark = options.receiveHighWaterMark ?? this.highWaterMark
    this.routingId = options.routingId
    this.#disconnectMessage = options.disconnectMessage
    this.#hiccupMessage = options.hiccupMessage
    this.#context = context
  }

  async bind(endpoint: string): Promise<string> {
    this.#assertOpen()
    this.#context.network.bind(endpoint, this)
    return endpoint
  }

  connect(endpoint: string): void {
    this.#assertOpen()
    const end = this.#context.network.connect(endpoint, this)
    this.#hold(end)
  }

  send(frames: OutgoingFrame[]): boolean {
    if (this.#isClosed || this.kind === 'pull') return false
    if (this.kind !== 'router') return this.#peers.send(frames)
    const refused = this.#table.send(frames)
    // A microtask later, as the rejection of ZeroMQ's send.
    if (refused) queueMicrotask(() => this.#isClosed || this.#onRefused?.(frames, refused))
    return true
  }

  listen(listener: MessageListener): void {
    this.#listener = listener
    this.#deliverLater()
  }

  onRefused(listener: RefusalListener): void {
    this.#onRefused = listener
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#context.network.leave(this)
    for (const end of this.#pipes) end.close()
    this.#pipes.clear()
    this.#readable.clear()
    this.#context.onClosed(this)
  }

  attach(end: PipeEnd): void {
    end.give(this)
    this.#hold(end)
  }

  cut(endpoint: string): void {
    for (const end of this.#pipes) if (end.endpoint === endpoint && !end.isNear) end.cut()
  }

  onReadable(end: PipeEnd): void {
    this.#readable.add(end)
    this.#deliverLater()
  }

  #hold(end: PipeEnd): void {
    // A PAIR has one peer; whoever else comes is turned away.
    if (this.kind === 'pair' && this.#pipes.size > 0) return end.close()
    this.#pipes.add(end)
    if (this.kind !== 'router') return this.#peers.attach(end)
    const former = this.#table.attach(end, end.other.owner?.routingId)
    if (former) this.#end(former)
  }

  #end(end: PipeEnd): void {
    end.close()
    this.#drop(end)
  }

  #drop(end: PipeEnd): void {
    if (!this.#pipes.delete(end)) return
    if (this.kind === 'router') this.#table.detach(end)
    else this.#peers.detach(end)
  }

  #deliverLater(): void {
    if (this.#isDelivering || !this.#listener || this.#readable.size === 0) return
    this.#isDelivering = true
    this.#context.network.later(() => {
      this.#isDelivering = false
      this.#deliver()
    })
  }

  #deliver(): void {
    for (let took = 0; took < messagesPerTurn && !this.#isClosed; took++) {
      const [end] = this.#readable
      if (!end) return
      this.#takeFrom(end)
    }
    if (!this.#isClosed) this.#deliverLater()
  }

  #takeFrom(end: PipeEnd): void {
    this.#readable.delete(end)
    const item = end.take()
    // To the back: every peer has its turn.
    if (end.isReadable) this.#readable.add(end)
    const id = this.kind === 'router' && this.#pipes.has(end) ? [this.#table.idOf(end)] : []
    if (item === undefined) return
    if (item !== delimiter) return this.#listener?.([...id, ...item])
    this.#drop(end)
    const message = this.#endMessage(end)
    if (message !== undefined) this.#listener?.([...id, toBuffer(message)])
  }

  #endMessage(end: PipeEnd): string | undefined {
    if (this.kind === 'router') return end.isNear ? undefined : this.#disconnectMessage
    return this.kind === 'dealer' && end.isNear ? this.#hiccupMessage : undefined
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new SocketsError('closing', 'this socket is closed')
  }
}
