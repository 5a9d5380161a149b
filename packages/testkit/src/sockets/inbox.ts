/** What a socket hears, for a test to wait for: no test waits for time to pass. */
import type { SocketUnderTest } from './sockets-under-test.js'

export class Inbox {
  /** All that was heard. */
  readonly messages: Uint8Array[][] = []
  #waiting: { readonly count: number; readonly arrived: () => void }[] = []

  constructor(socket: SocketUnderTest) {
    socket.listen((frames) => this.#hear(frames))
  }

  /** Resolves with the first `count` messages, as texts, as soon as they are there. */
  async texts(count: number): Promise<string[][]> {
    if (this.messages.length < count) {
      await new Promise<void>((arrived) => {
        this.#waiting.push({ count, arrived })
      })
    }
    return this.messages.slice(0, count).map((frames) => frames.map(String))
  }

  #hear(frames: Uint8Array[]): void {
    this.messages.push(frames)
    for (const { count, arrived } of this.#waiting) if (count <= this.messages.length) arrived()
    this.#waiting = this.#waiting.filter(({ count }) => count > this.messages.length)
  }
}

/** Looks again each turn of the event loop; the test's own time-out ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((turn) => setImmediate(turn))
}
