/**
 * What a handler sends before its answer, as fast as its reader takes it: each chunk waits until it is granted, and the
 * handler with it.
 */

interface Waiting {
  readonly chunk: unknown
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A handler that does not wait for what it sends is told so before it fills the memory. */
const waitingMax = 1024

export class OutgoingStream {
  readonly #send: (chunk: unknown) => void
  readonly #waiting: Waiting[] = []
  #granted: number
  #end: { readonly reason: unknown } | undefined

  /** @param send throws where the chunk cannot be carried */
  constructor(granted: number, send: (chunk: unknown) => void) {
    this.#granted = granted
    this.#send = send
  }

  emit(chunk: unknown): Promise<void> {
    const sent = new Promise<void>((resolve, reject) => {
      if (this.#end) throw this.#end.reason
      if (this.#waiting.length >= waitingMax)
        throw new RangeError(`${waitingMax} chunks wait for their reader; await each emit before the next`)
      this.#waiting.push({ chunk, resolve, reject })
      this.#flush()
    })
    // Whoever does not wait for it is not to be the end of its thread.
    sent.catch(() => undefined)
    return sent
  }

  granted(chunks: number): void {
    this.#granted += chunks
    this.#flush()
  }

  /** Nobody reads any more. */
  end(reason: unknown): void {
    this.#end ??= { reason }
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
  }

  #flush(): void {
    while (this.#granted > 0) {
      const next = this.#waiting.shift()
      if (!next) return
      try {
        this.#send(next.chunk)
      } catch (error) {
        next.reject(error)
        continue
      }
      this.#granted--
      next.resolve()
    }
  }
}
