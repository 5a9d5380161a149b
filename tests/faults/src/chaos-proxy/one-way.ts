/** One direction of one connection: pieces pass in order, late, slowed, damaged or not at all, as the weather says. */
import type { Socket } from 'node:net'
import { systemClock } from '@errand/timing'
import type { Random } from '../random.js'
import type { Direction, Weather } from './weather.js'

export interface OneWayOptions {
  readonly direction: Direction
  readonly from: Socket
  readonly to: Socket
  readonly random: Random
  readonly weather: () => Weather
  /** Ends the connection in both directions. */
  readonly lose: () => void
}

interface Piece {
  readonly bytes: Buffer
  readonly dueAt: number
}

/** What waits here at most; then the sender feels it, as it would feel a full network. */
const heldBytesMax = 1024 * 1024

/** A slow link lets through what it carries in so long at a time. */
const sliceMs = 20

export class OneWay {
  readonly #options: OneWayOptions
  readonly #held: Piece[] = []
  #heldBytes = 0
  /** When the last slice has passed, at the speed of the link. */
  #freeAt = 0
  #timer: NodeJS.Timeout | undefined
  /** Nothing more comes from that side; the other one is told when all before it has passed. */
  #isOver = false

  constructor(options: OneWayOptions) {
    this.#options = options
    options.from.on('data', (bytes: Buffer) => this.#take(bytes))
    for (const event of ['end', 'error', 'close']) options.from.on(event, () => this.#end())
  }

  /** The weather has changed. */
  changed(): void {
    this.#pass()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#held.length = 0
  }

  #take(bytes: Buffer): void {
    const { random, weather, from, lose } = this.#options
    const { delayMs, jitterMs, losesConnection } = weather()
    if (random.chance(losesConnection)) return lose()
    this.#held.push({ bytes, dueAt: systemClock.now() + delayMs + random.fraction() * jitterMs })
    this.#heldBytes += bytes.length
    if (this.#heldBytes > heldBytesMax) from.pause()
    this.#pass()
  }

  #end(): void {
    this.#isOver = true
    this.#pass()
  }

  /** Lets through what is due, and comes again when the next piece is. */
  #pass(): void {
    clearTimeout(this.#timer)
    const { direction, from, weather, lose } = this.#options
    if (weather().cut.includes(direction)) return
    for (let piece = this.#held[0]; piece; piece = this.#held[0]) {
      const waitMs = Math.max(piece.dueAt, this.#freeAt) - systemClock.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pass(), waitMs)
        return
      }
      this.#passSlice(piece)
    }
    if (this.#isOver) lose()
    else from.resume()
  }

  #passSlice({ bytes, dueAt }: Piece): void {
    const { bytesPerSecond } = this.#options.weather()
    const slice = bytes.subarray(0, Math.max(1, (bytesPerSecond * sliceMs) / 1000))
    const rest = bytes.subarray(slice.length)
    this.#held.splice(0, 1, ...(rest.length > 0 ? [{ bytes: rest, dueAt }] : []))
    this.#heldBytes -= slice.length
    this.#freeAt = systemClock.now() + (slice.length / bytesPerSecond) * 1000
    this.#options.to.write(this.#damaged(slice))
  }

  #damaged(bytes: Buffer): Buffer {
    const { random, weather } = this.#options
    const { flipsBit } = weather()
    if (flipsBit === 0) return bytes
    return Buffer.from(bytes.map((byte) => (random.chance(flipsBit) ? byte ^ (1 << random.integer(0, 7)) : byte)))
  }
}
