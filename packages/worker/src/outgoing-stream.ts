/**
 * What a handler sends before its answer, as fast as its reader takes it: each chunk waits until it is granted, and the
 * handler with it. A handler that does not wait has its answer wait: nothing is left out, and nothing fails unheard.
 */

/** What `emit` gives: it knows whether anybody has asked what became of it. */
class Emission extends Promise<void> {
  isHeeded = false

  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  // oxlint-disable-next-line unicorn/no-thenable -- whoever awaits it comes by here
  override then<Fulfilled = void, Rejected = never>(
    onFulfilled?: ((value: void) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.isHeeded = true
    return super.then(onFulfilled, onRejected)
  }
}

interface Waiting {
  readonly emission: Emission
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  chunk: unknown
  /** Its schema may take its time. */
  isReady: boolean
}

interface Failed {
  readonly emission: Emission
  readonly error: unknown
}

/** A handler that does not wait for what it sends is told so before it fills the memory. */
const waitingMax = 1024

export class OutgoingStream {
  readonly #send: (chunk: unknown) => void
  readonly #waiting: Waiting[] = []
  readonly #failed: Failed[] = []
  #granted: number
  #end: { readonly reason: unknown } | undefined
  #sentAll: (() => void) | undefined

  /** @param send throws where the chunk cannot be carried */
  constructor(granted: number, send: (chunk: unknown) => void) {
    this.#granted = granted
    this.#send = send
  }

  /** @param chunk or a promise of it */
  emit(chunk: unknown): Promise<void> {
    const entry = waitingFor(chunk)
    if (this.#end) entry.reject(this.#end.reason)
    else if (this.#waiting.length >= waitingMax) this.#fail(entry, tooMany())
    else this.#add(entry)
    return entry.emission
  }

  granted(chunks: number): void {
    this.#granted += chunks
    this.#flush()
  }

  /** Nobody reads any more. */
  end(reason: unknown): void {
    this.#end ??= { reason }
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
    this.#sentAll?.()
  }

  /** Whether what the handler has sent must be looked at before its answer leaves. */
  get hasRest(): boolean {
    return !this.#end && this.#waiting.length + this.#failed.length > 0
  }

  /**
   * The handler has returned: what it did not wait for leaves before its answer. Asked for once.
   *
   * @throws what kept a chunk from leaving, where the handler never asked
   */
  async rest(): Promise<void> {
    this.#throwUnheeded()
    if (this.#waiting.length > 0) await new Promise<void>((resolve) => (this.#sentAll = resolve))
    this.#throwUnheeded()
  }

  #throwUnheeded(): void {
    const unheeded = this.#failed.find(({ emission }) => !emission.isHeeded)
    if (unheeded && !this.#end) throw unheeded.error
  }

  #add(entry: Waiting): void {
    this.#waiting.push(entry)
    if (entry.isReady) return this.#flush()
    ;(entry.chunk as Promise<unknown>).then(
      (chunk) => {
        entry.chunk = chunk
        entry.isReady = true
        this.#flush()
      },
      (error: unknown) => {
        const at = this.#waiting.indexOf(entry)
        if (at === -1) return
        this.#waiting.splice(at, 1)
        this.#fail(entry, error)
        this.#flush()
      },
    )
  }

  #fail({ emission, reject }: Waiting, error: unknown): void {
    if (this.#failed.length < waitingMax) this.#failed.push({ emission, error })
    reject(error)
  }

  #flush(): void {
    while (this.#granted > 0 && this.#waiting[0]?.isReady) {
      const next = this.#waiting.shift() as Waiting
      try {
        this.#send(next.chunk)
      } catch (error) {
        this.#fail(next, error)
        continue
      }
      this.#granted--
      next.resolve()
    }
    if (this.#waiting.length === 0) this.#sentAll?.()
  }
}

function waitingFor(chunk: unknown): Waiting {
  const entry = { chunk, isReady: !(chunk instanceof Promise) } as Waiting
  const emission = new Emission((resolve, reject) => Object.assign(entry, { resolve, reject }))
  // Whoever does not wait for it is not to be the end of its thread; nor does this count as waiting.
  void Promise.prototype.then.call(emission, undefined, () => undefined)
  return Object.assign(entry, { emission })
}

function tooMany(): RangeError {
  return new RangeError(`${waitingMax} chunks wait for their reader; await each emit before the next`)
}
