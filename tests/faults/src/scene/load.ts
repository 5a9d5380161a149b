/**
 * Many requests, some at a time, drawn by seed. A row waits until so many have ended, and then injects its fault: it hits at a moment that the
 * seed chose, without a timer.
 */
import type { RequestOptions } from '@errand/client'
import type { Ending } from '../audit/client-log.js'
import type { Act } from '../programs/act.js'
import type { Random } from '../random.js'
import { Tally } from './tally.js'

export interface LoadOptions extends Omit<RequestOptions, 'signal'> {
  /** Workers and services, drawn at random. */
  readonly targets: readonly string[]
  /** How many, or `Infinity` until it is told to stop. */
  readonly requests: number
  readonly inFlight: number
  /** @default short texts and a few long ones, echoed */
  readonly act?: (random: Random) => Act
}

interface Asker {
  ask(target: string, act: Act, options: RequestOptions): Promise<Ending>
}

export class Load {
  /** Resolves when all that was sent has ended. */
  readonly ended: Promise<Tally>
  readonly tally: Tally = new Tally()
  readonly #client: Asker
  readonly #options: LoadOptions
  readonly #random: Random
  #waiters: { readonly count: number; readonly resolve: () => void }[] = []
  #left: number

  constructor(client: Asker, options: LoadOptions, random: Random) {
    this.#client = client
    this.#options = options
    this.#random = random.split('load')
    this.#left = options.requests
    const lines = Array.from({ length: options.inFlight }, () => this.#sendOnAndOn())
    this.ended = Promise.all(lines).then(() => {
      this.#wake(Infinity)
      return this.tally
    })
  }

  /** Resolves when so many have ended, counted from the beginning of the load, or all of them. */
  reached(count: number): Promise<void> {
    if (this.tally.total >= count) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ count, resolve }))
  }

  /** Resolves when so many more have ended. */
  further(count: number): Promise<void> {
    return this.reached(this.tally.total + count)
  }

  /** Sends no more. */
  stop(): Promise<Tally> {
    this.#left = 0
    return this.ended
  }

  async #sendOnAndOn(): Promise<void> {
    const { targets, act = echoes, requests: _requests, inFlight: _inFlight, ...options } = this.#options
    while (this.#left > 0) {
      this.#left--
      const ending = await this.#client.ask(this.#random.pick(targets), act(this.#random), options)
      this.tally.add(ending)
      this.#wake(this.tally.total)
      // What fails at once would be asked again and again in one turn of the event loop.
      if (ending.code !== undefined) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  #wake(total: number): void {
    const due = this.#waiters.filter(({ count }) => count <= total)
    this.#waiters = this.#waiters.filter(({ count }) => count > total)
    for (const { resolve } of due) resolve()
  }
}

/** Long enough for a frame of its own. */
const longTextChars = 6000
const longTextsOf = 0.02

function echoes(random: Random): Act {
  const chars = random.chance(longTextsOf) ? longTextChars : random.integer(0, 100)
  return { act: 'echo', value: 'x'.repeat(chars) }
}
