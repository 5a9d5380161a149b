/**
 * What the core is told of the workers of one group. Several loops run the same workers: those are there as long as one
 * loop is, or will be again.
 */
import type { Clock } from '@errand/timing'
import type { BrokerCore } from '../core/broker-core.js'

/** Of one that runs these workers: it serves or will again soon; it rests; it will never again. */
export type Standing = 'expected' | 'barred' | 'gone'

export interface GroupOptions {
  readonly core: Pick<BrokerCore, 'workersExpected' | 'workersBarred' | 'workersForgotten'>
  readonly clock: Clock
  readonly name: string
  /** Names of the workers. */
  readonly workers: readonly string[]
}

export class Group {
  readonly #options: GroupOptions
  readonly #members = new Map<string, Standing>()
  #standing: Standing | undefined

  constructor(options: GroupOptions) {
    this.#options = options
  }

  get name(): string {
    return this.#options.name
  }

  get workers(): readonly string[] {
    return this.#options.workers
  }

  /** @param why in words, for requests that fail by it */
  set(member: string, standing: Standing, why: string): void {
    this.#members.set(member, standing)
    const overall = this.#overall()
    if (overall === this.#standing) return
    this.#standing = overall
    this.#tell(overall, why)
  }

  #overall(): Standing {
    const standings = new Set(this.#members.values())
    if (standings.has('expected')) return 'expected'
    return standings.has('barred') ? 'barred' : 'gone'
  }

  #tell(standing: Standing, message: string): void {
    const { core, clock, name, workers } = this.#options
    if (standing === 'expected') core.workersExpected(name, workers)
    else if (standing === 'gone') core.workersForgotten(name, workers, message, clock.now())
    else core.workersBarred(name, workers, { code: 'worker-crash-loop', message }, clock.now())
  }
}
