/** Counts what happens, and sums it up. */
import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks'
import type { ExchangeEvent, ReplyReceived } from './exchange-event.js'

export interface WorkerCounts {
  /** Main's requests that it answered. */
  messages: number
  /** Requests of other workers that it answered. */
  nested: number
}

export interface Counts {
  readonly requests: number
  readonly replies: number
  /** Requests that failed, by code. */
  readonly failures: Readonly<Record<string, number>>
  readonly nestedRequests: number
  /** By name. The messages of all of them add up to the replies. */
  readonly workers: Readonly<Record<string, Readonly<WorkerCounts>>>
  /** Milliseconds from a request to its reply; undefined where there was none. */
  readonly latencyMs:
    | { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number }
    | undefined
  /** From the first request to the end of the last one. */
  readonly durationMs: number
}

const nanosecondsPerMs = 1e6

export class Tally {
  #requests = 0
  #replies = 0
  #nestedRequests = 0
  readonly #failures: Record<string, number> = {}
  readonly #workers = new Map<string, WorkerCounts>()
  readonly #latencyNs: RecordableHistogram = createHistogram()
  #startedAt: number | undefined
  #endedAt = 0

  /** @param workers those that may be asked: they appear in the counts, asked or not */
  constructor(workers: readonly string[]) {
    for (const worker of workers) this.#countsOf(worker)
  }

  count(event: ExchangeEvent): void {
    const now = performance.now()
    this.#startedAt ??= now
    this.#endedAt = now
    if (event.event === 'request') this.#requests++
    else if (event.event === 'reply') this.#countReply(event)
    else this.#failures[event.code] = (this.#failures[event.code] ?? 0) + 1
  }

  counts(): Counts {
    return {
      requests: this.#requests,
      replies: this.#replies,
      failures: this.#failures,
      nestedRequests: this.#nestedRequests,
      workers: Object.fromEntries(this.#workers),
      latencyMs: this.#replies === 0 ? undefined : this.#latencies(),
      durationMs: this.#endedAt - (this.#startedAt ?? this.#endedAt),
    }
  }

  #countReply({ response, nested, latencyMs }: ReplyReceived): void {
    this.#replies++
    this.#countsOf(response).messages++
    // A histogram takes integers from 1.
    this.#latencyNs.record(Math.max(1, Math.round(latencyMs * nanosecondsPerMs)))
    if (nested === undefined) return
    this.#nestedRequests++
    this.#countsOf(nested).nested++
  }

  #countsOf(worker: string): WorkerCounts {
    let counts = this.#workers.get(worker)
    if (counts === undefined) this.#workers.set(worker, (counts = { messages: 0, nested: 0 }))
    return counts
  }

  #latencies(): NonNullable<Counts['latencyMs']> {
    const percentile = (percent: number): number => this.#latencyNs.percentile(percent) / nanosecondsPerMs
    return {
      p50: percentile(50),
      p90: percentile(90),
      p99: percentile(99),
      max: this.#latencyNs.max / nanosecondsPerMs,
    }
  }
}
