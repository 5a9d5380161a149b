/** Requests of handlers to other workers: each leaves by a leased temporary socket to the broker's front. */
import type { CancelRecord, FindRecord, ProtocolLimits, PullRecord, RequestRecord } from '@errand/protocol'
import { readAnswers, type Requester, requester, type RequestLink } from '@errand/requests'
import {
  type DealerLease,
  type TemporaryDealers,
  temporaryDealers,
  type TemporaryDealersOptions,
} from '@errand/sockets'
import type { Clock } from '@errand/timing'
import type { ResolvedWorkerOptions } from './worker-options.js'

export interface NestedRequests {
  readonly requester: Requester
  readonly dealers: TemporaryDealers
}

class LeasingLink implements RequestLink {
  readonly #dealers: TemporaryDealers
  /** Open requests: with the lease that they have, or waiting for one. A request that ended while it waited is not here. */
  readonly #leases = new Map<number, DealerLease | 'waiting'>()

  constructor(dealers: TemporaryDealers) {
    this.#dealers = dealers
  }

  open(request: RequestRecord | FindRecord): undefined {
    this.#leases.set(request.id, 'waiting')
    this.#dealers.lease((lease) => {
      if (!this.#leases.has(request.id)) return lease.release()
      this.#leases.set(request.id, lease)
      lease.add(request)
    })
  }

  cancel(request: CancelRecord): void {
    const lease = this.#leases.get(request.id)
    if (typeof lease === 'object') lease.add(request)
  }

  pull(record: PullRecord): void {
    const lease = this.#leases.get(record.id)
    if (typeof lease === 'object') lease.add(record)
  }

  ended(id: number): void {
    const lease = this.#leases.get(id)
    this.#leases.delete(id)
    if (typeof lease === 'object') lease.release()
  }
}

export interface NestedRequestsOptions {
  readonly dealers: Omit<TemporaryDealersOptions, 'onMessage' | 'bell'>
  readonly worker: ResolvedWorkerOptions
  readonly clock: Clock
  readonly limits: ProtocolLimits
}

export function nestedRequests({
  dealers: dealerOptions,
  worker,
  clock,
  limits,
}: NestedRequestsOptions): NestedRequests {
  const dealers = temporaryDealers({
    ...dealerOptions,
    bell: 'front',
    socketsMax: worker.socketsMax,
    leasesPerSocket: worker.leasesPerSocket,
    onMessage: (frames) => {
      for (const outcome of readAnswers(frames, limits)) nested.settle(outcome)
    },
  })
  const nested = requester({ link: new LeasingLink(dealers), clock, codecs: worker.codecs, limits })
  return { requester: nested, dealers }
}
