/** What a connection through the proxy suffers. All of it can change while the connection lives. */

/** Towards the broker, and back from it. */
export type Direction = 'up' | 'down'

export interface Weather {
  /** Milliseconds that everything is late. */
  readonly delayMs: number
  /** Milliseconds more, at most; drawn for each piece, and order is kept. */
  readonly jitterMs: number
  /** How fast bytes pass. `Infinity` for as fast as they come. */
  readonly bytesPerSecond: number
  /** Probability that a piece ends its connection instead of passing. */
  readonly losesConnection: number
  /** Probability that a byte passes with one bit flipped. */
  readonly flipsBit: number
  /** Directions in which nothing passes. What was sent waits, as TCP would send it again. */
  readonly cut: readonly Direction[]
  /** New connections end at once. */
  readonly refuses: boolean
}

export const fairWeather: Weather = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  losesConnection: 0,
  flipsBit: 0,
  cut: [],
  refuses: false,
}
