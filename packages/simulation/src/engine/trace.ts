/** A running hash of all that happened, by which two runs are compared: FNV-1a, twice, with different primes. */

/** Told of each step and each note, for whoever looks into a failing run. */
export type TraceListener = (atMs: number, label: string, detail: string) => void

const labels = new Map<string, number>()

/** The same in every run and every process, since it depends on the text alone. */
function hashOf(label: string): number {
  let hash = labels.get(label)
  if (hash !== undefined) return hash
  hash = 0x811c9dc5
  for (let at = 0; at < label.length; at++) hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193)
  if (labels.size < 10_000) labels.set(label, hash)
  return hash
}

export class Trace {
  #one = 0x811c9dc5
  #other = 0x01234567
  readonly #listener: TraceListener | undefined

  constructor(listener?: TraceListener) {
    this.#listener = listener
  }

  add(atMs: number, label: string, detail = ''): void {
    this.#mix(Math.round(atMs * 1000) | 0)
    this.#mix(hashOf(label))
    if (detail !== '') this.#mix(hashOf(detail))
    this.#listener?.(atMs, label, detail)
  }

  /** Tells who listens of something that is no step. */
  tell(atMs: number, label: string, detail: () => string): void {
    this.#listener?.(atMs, label, detail())
  }

  get isHeard(): boolean {
    return this.#listener !== undefined
  }

  get hash(): string {
    return [this.#one, this.#other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #mix(word: number): void {
    this.#one = Math.imul(this.#one ^ word, 0x01000193)
    this.#other = Math.imul(this.#other ^ word ^ (this.#one >>> 15), 0x85ebca6b)
  }
}
