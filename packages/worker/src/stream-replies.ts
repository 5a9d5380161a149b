/**
 * How the workers of an event loop answer with streams, and tell how far they are. Temporary sockets overtake each other, and
 * these must not: chunks, progress and the outcome behind them leave by one lease, held from the first to the outcome, of a
 * socket that nothing else uses.
 */
import type { WireRecord } from '@errand/protocol'
import type { DealerLease, TemporaryDealers } from '@errand/sockets'
import type { LoopReplies } from './loop-replies.js'

interface Stream {
  lease: DealerLease | undefined
  /** What waits for the lease. */
  readonly held: WireRecord[]
  hasEnded: boolean
}

export class StreamReplies implements LoopReplies {
  readonly #others: LoopReplies
  readonly #dealers: TemporaryDealers
  readonly #streams = new Map<number, Stream>()

  /** @param dealers as many leases of a socket as are wanted */
  constructor(others: LoopReplies, dealers: TemporaryDealers) {
    this.#others = others
    this.#dealers = dealers
  }

  get dealers(): TemporaryDealers {
    return this.#others.dealers
  }

  get waiting(): Iterable<number> {
    const ended = [...this.#streams].filter(([, { hasEnded }]) => hasEnded).map(([id]) => id)
    return ended.length === 0 ? this.#others.waiting : [...this.#others.waiting, ...ended]
  }

  send(record: WireRecord): void {
    if (record.kind === 'chunk' || record.kind === 'progress')
      return this.#add(this.#streams.get(record.id) ?? this.#open(record.id), record)
    const isOutcome = record.kind === 'reply' || record.kind === 'failure'
    const stream = isOutcome ? this.#streams.get(record.id) : undefined
    if (!isOutcome || !stream) return this.#others.send(record)
    this.#add(stream, record)
    stream.hasEnded = true
    this.#closeIfThrough(record.id, stream)
  }

  burstBegins(): void {
    this.#others.burstBegins()
  }

  burstEnds(): void {
    this.#others.burstEnds()
  }

  close(): void {
    this.#others.close()
    this.#dealers.close()
  }

  #open(id: number): Stream {
    const stream: Stream = { lease: undefined, held: [], hasEnded: false }
    this.#streams.set(id, stream)
    this.#dealers.lease((lease) => {
      stream.lease = lease
      for (const record of stream.held.splice(0)) lease.add(record)
      this.#closeIfThrough(id, stream)
    })
    return stream
  }

  #add({ lease, held }: Stream, record: WireRecord): void {
    if (lease) lease.add(record)
    else held.push(record)
  }

  #closeIfThrough(id: number, { lease, hasEnded }: Stream): void {
    if (!lease || !hasEnded) return
    this.#streams.delete(id)
    lease.release()
  }
}
