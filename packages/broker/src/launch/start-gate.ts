/**
 * Lets a bounded number of threads and processes start at a time. Hundreds that start together slow each other down until
 * none is ready in time; one after the other, each has the machine.
 */
interface Visitor {
  readonly begin: () => void
}

export class StartGate {
  readonly #placesMax: number
  readonly #inside = new Set<Visitor>()
  readonly #line = new Set<Visitor>()

  constructor(placesMax: number) {
    this.#placesMax = placesMax
  }

  /**
   * @param begin called as soon as there is a place, never from within
   * @returns gives the place back, or the place in the line; twice is the same as once
   */
  enter(begin: () => void): () => void {
    const visitor: Visitor = { begin }
    this.#line.add(visitor)
    queueMicrotask(() => this.#admit())
    return () => {
      this.#line.delete(visitor)
      if (this.#inside.delete(visitor)) this.#admit()
    }
  }

  #admit(): void {
    for (const visitor of this.#line) {
      if (this.#inside.size >= this.#placesMax) return
      this.#line.delete(visitor)
      this.#inside.add(visitor)
      visitor.begin()
    }
  }
}
