/** How the workers of an event loop answer: by temporary sockets to the broker's results, leased for a burst of tasks. */
import type { WireRecord } from '@errand/protocol'
import {
  type DealerLease,
  type TemporaryDealers,
  temporaryDealers,
  type TemporaryDealersOptions,
} from '@errand/sockets'

import { StreamReplies } from './stream-replies.js'

export interface LoopReplies {
  /** Those of all but streams. */
  readonly dealers: TemporaryDealers
  /** The ids of tasks whose outcomes wait for a socket: the broker has not had them. */
  readonly waiting: Iterable<number>
  send(record: WireRecord): void
  burstBegins(): void
  burstEnds(): void
  /** Sends what was gathered. */
  close(): void
}

/** Each record by a lease of its own. */
class SingleReplies implements LoopReplies {
  readonly dealers: TemporaryDealers
  readonly #waiting = new Set<number>()

  constructor(dealers: TemporaryDealers) {
    this.dealers = dealers
  }

  get waiting(): Iterable<number> {
    return this.#waiting
  }

  burstBegins(): void {}

  send(record: WireRecord): void {
    const id = record.kind === 'reply' || record.kind === 'failure' ? record.id : undefined
    if (id !== undefined) this.#waiting.add(id)
    this.dealers.lease((lease) => {
      if (id !== undefined) this.#waiting.delete(id)
      lease.add(record)
      lease.release()
    })
  }

  burstEnds(): void {}

  close(): void {
    this.dealers.close()
  }
}

class BurstReplies implements LoopReplies {
  readonly dealers: TemporaryDealers
  readonly #single: SingleReplies
  #lease: DealerLease | undefined
  #isBursting = false

  constructor(dealers: TemporaryDealers) {
    this.dealers = dealers
    this.#single = new SingleReplies(dealers)
  }

  get waiting(): Iterable<number> {
    return this.#single.waiting
  }

  burstBegins(): void {
    this.#isBursting = true
    this.dealers.lease((lease) => this.#granted(lease))
  }

  send(record: WireRecord): void {
    if (this.#lease) this.#lease.add(record)
    else this.#single.send(record)
  }

  burstEnds(): void {
    this.#isBursting = false
    this.#lease?.release()
    this.#lease = undefined
  }

  close(): void {
    this.dealers.close()
  }

  /** A lease may have waited for a socket; it may come when the burst is over, or when the next one has a lease already. */
  #granted(lease: DealerLease): void {
    if (this.#isBursting && !this.#lease) this.#lease = lease
    else lease.release()
  }
}

/** Nobody answers to these sockets. */
function onMessage(): void {}

export function loopReplies(given: Omit<TemporaryDealersOptions, 'onMessage' | 'bell' | 'nextCount'>): LoopReplies {
  let count = 0
  // One for both: they are sockets of one peer, to the same ROUTER.
  const options = { ...given, nextCount: () => ++count, onMessage }
  const dealers = temporaryDealers(options)
  const replies = options.leasesPerSocket === 1 ? new SingleReplies(dealers) : new BurstReplies(dealers)
  return new StreamReplies(replies, temporaryDealers({ ...options, socketsMax: 1, leasesPerSocket: Infinity }))
}
