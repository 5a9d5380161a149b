/** How much of what clients and handlers ask for goes beyond the usual, in one world. */
import type { Random } from './engine/random.js'

/** Shares of the requests that ask for each. */
export interface WishRates {
  readonly stream: number
  readonly quiet: number
  readonly progress: number
  readonly priority: number
  readonly key: number
  readonly ttl: number
  /** For one worker of a service. */
  readonly to: number
  /** Of the readers of streams: those that leave, and those that take their time. */
  readonly leave: number
  readonly dawdle: number
}

/** Nothing but answers. */
export const noWishes: WishRates = {
  stream: 0,
  quiet: 0,
  progress: 0,
  priority: 0,
  key: 0,
  ttl: 0,
  to: 0,
  leave: 0,
  dawdle: 0,
}

/** Each wish is there in about half of the worlds. */
export function wishRatesOf(random: Random): WishRates {
  const rate = (most: number): number => (random.chance(0.5) ? random.fraction() * most : 0)
  return {
    stream: rate(0.6),
    quiet: rate(0.2),
    progress: rate(0.5),
    priority: rate(0.8),
    key: rate(0.5),
    ttl: rate(0.4),
    to: rate(0.8),
    leave: random.fraction() * 0.3,
    dawdle: random.fraction() * 0.6,
  }
}
