/**
 * Which requests each signal takes back. A signal gets one listener, however many requests share it: it compares each
 * new listener with all that it has, and warns of a leak from the eleventh on.
 */

export interface AbortWatch {
  /** Calls back with `id` once the signal is aborted. */
  add(signal: AbortSignal, id: number): void
  remove(signal: AbortSignal, id: number): void
}

interface Watched {
  readonly ids: Set<number>
  readonly listener: () => void
}

class SharedListeners implements AbortWatch {
  readonly #aborted: (id: number) => void
  readonly #watched = new Map<AbortSignal, Watched>()

  constructor(aborted: (id: number) => void) {
    this.#aborted = aborted
  }

  add(signal: AbortSignal, id: number): void {
    const watched = this.#watched.get(signal) ?? this.#watch(signal)
    watched.ids.add(id)
  }

  remove(signal: AbortSignal, id: number): void {
    const watched = this.#watched.get(signal)
    if (!watched?.ids.delete(id) || watched.ids.size > 0) return
    this.#watched.delete(signal)
    signal.removeEventListener('abort', watched.listener)
  }

  #watch(signal: AbortSignal): Watched {
    const ids = new Set<number>()
    const listener = (): void => {
      this.#watched.delete(signal)
      for (const id of ids) this.#aborted(id)
    }
    const watched = { ids, listener }
    this.#watched.set(signal, watched)
    signal.addEventListener('abort', listener, { once: true })
    return watched
  }
}

/** @param aborted called with each id in the order in which they were added */
export function abortWatch(aborted: (id: number) => void): AbortWatch {
  return new SharedListeners(aborted)
}
