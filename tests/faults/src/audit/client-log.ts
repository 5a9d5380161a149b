/** The first of the three logs: what a client sent, and what it got; by its promises, and on the wire. */

export interface Ending {
  /** Of a failure. */
  readonly code?: string
  /** Of a failure: what the client was told. */
  readonly mayHaveRun?: boolean
  readonly message?: string
  /** Of a reply: what the handler returned. */
  readonly value?: unknown
}

/** What a reader was handed of a stream, and what the handler said of each chunk. */
export interface ReadChunk {
  readonly key: string
  readonly attempt: number
  readonly at: number
}

export interface ClientEntry {
  /** Names the request in all three logs. */
  readonly key: string
  readonly target: string
  readonly attempts: number
  readonly deadlineMs: number
  /** By the monotonic clock of the machine. */
  readonly sentAt: number
  /** Of a stream: what its reader took, in that order. */
  readonly chunks?: ReadChunk[]
  /** Its reader left before the end. */
  isLeft?: boolean
  ending?: Ending
  endedAt?: number
}

/** What came over the wire, by the number of the request. */
export interface WireEntry {
  /** How often it was sent. */
  sent: number
  /** The outcomes that came, as text. */
  outcomes: string[]
  /** Chunks that were asked for so far, and those that came. */
  granted: number
  chunks: number
}

/** After these a client may send a request again, under the same number; they are no outcome of it then. */
const refusals: readonly string[] = ['failure overloaded', 'failure unknown-target']

function isRefusal(outcome: string): boolean {
  return refusals.some((refusal) => outcome.startsWith(refusal))
}

export class ClientLog {
  readonly name: string
  readonly entries: ClientEntry[] = []
  readonly wire: Map<string, WireEntry> = new Map()
  /** Those of its sockets. */
  readonly routingIds: string[] = []
  /** Whether the client was killed, so that what is open stays open. */
  isKilled = false

  constructor(name: string) {
    this.name = name
  }

  nextKey(): string {
    return `${this.name}.${this.entries.length + 1}`
  }

  /** Whether it has sent requests more than once, over another connection for one. */
  get hasRepeated(): boolean {
    return [...this.wire.values()].some(({ sent }) => sent > 1)
  }

  /** @param window of a stream: chunks that its reader takes */
  noteSent(id: string, window = 0): void {
    const entry = this.#wireEntry(id)
    entry.sent++
    entry.granted = window
    entry.outcomes = entry.outcomes.filter((outcome) => !isRefusal(outcome))
  }

  noteOutcome(id: string, outcome: string): void {
    this.#wireEntry(id).outcomes.push(outcome)
  }

  notePulled(id: string, chunks: number): void {
    this.#wireEntry(id).granted += chunks
  }

  noteChunk(id: string): void {
    this.#wireEntry(id).chunks++
  }

  #wireEntry(id: string): WireEntry {
    let entry = this.wire.get(id)
    if (!entry) this.wire.set(id, (entry = { sent: 0, outcomes: [], granted: 0, chunks: 0 }))
    return entry
  }
}
