/** How the workers of an event loop answer: by temporary sockets to the broker's results, leased for a burst of tasks. */
import type { WireRecord } from '@errand/protocol'
import {
  type DealerLease,
  type TemporaryDealers,
  temporaryDealers,
  type TemporaryDealersOptions,
} from '@errand/sockets'

export interface LoopReplies {
  readonly dealers: TemporaryDealers
  send(record: WireRecord): void
  burstBegins(): void
  burstEnds(): void
}

class BurstReplies implements LoopReplies {
  readonly dealers: TemporaryDealers
  #lease: DealerLease | undefined
  #isBursting = false

  constructor(dealers: TemporaryDealers) {
    this.dealers = dealers
  }

  burstBegins(): void {
    this.#isBursting = true
    this.dealers.lease((lease) => this.#granted(lease))
  }

  send(record: WireRecord): void {
    if (this.#lease) this.#lease.add(record)
    else sendAlone(this.dealers, record)
  }

  burstEnds(): void {
    this.#isBursting = false
    this.#lease?.release()
    this.#lease = undefined
  }

  /** A lease may have waited for a socket; it may come when the burst is over, or when the next one has a lease already. */
  #granted(lease: DealerLease): void {
    if (this.#isBursting && !this.#lease) this.#lease = lease
    else lease.release()
  }
}

class SingleReplies implements LoopReplies {
  readonly dealers: TemporaryDealers

  constructor(dealers: TemporaryDealers) {
    this.dealers = dealers
  }

  burstBegins(): void {}

  send(record: WireRecord): void {
    sendAlone(this.dealers, record)
  }

  burstEnds(): void {}
}

function sendAlone(dealers: TemporaryDealers, record: WireRecord): void {
  dealers.lease((lease) => {
    lease.add(record)
    lease.release()
  })
}

export function loopReplies(options: Omit<TemporaryDealersOptions, 'onMessage' | 'bell'>): LoopReplies {
  const dealers = temporaryDealers({ ...options, onMessage: () => undefined })
  return options.leasesPerSocket === 1 ? new SingleReplies(dealers) : new BurstReplies(dealers)
}
