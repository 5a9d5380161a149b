/**
 * The one table of record kinds: letter on the wire, fields in order, and who may send it to whom. The encoder, the
 * decoder, the matrix in `docs/protocol.md` and the golden vectors all follow it.
 */

/** How the text of a field is read. `count`: an integer from 0 to 2^53 − 1, see `count.ts`. `name`: see `names.ts`. */
export type FieldType = 'count' | 'name'

export const fieldTypes = {
  /** Chosen by whoever asks: the sequence number of a request, or the broker's lease of a task. */
  id: 'count',
  /** The worker or service that a request is for. */
  target: 'name',
  /** The worker that a task was given to. */
  worker: 'name',
  /** Milliseconds left, never a wall clock: each side adds them to its own monotonic time. */
  deadlineMs: 'count',
  /** How often the work may be started, at most. */
  attempts: 'count',
  /** Which start of the work this is, from 1. */
  attempt: 'count',
  /** A failure code. */
  code: 'name',
  /** Tasks that a worker takes without having ended earlier ones. */
  slots: 'count',
  /** Milliseconds that running work has to end by itself. */
  graceMs: 'count',
} as const

export type FieldName = keyof typeof fieldTypes

/** The ends of a link. A worker's nested requests make it a client on the front link. */
export type Sender = 'client' | 'broker' | 'worker'

interface RecordKind {
  readonly letter: string
  readonly fields: readonly FieldName[]
  readonly hasBody: boolean
  /** Direction of travel: `[from, to]`. */
  readonly ways: readonly (readonly [Sender, Sender])[]
}

// prettier-ignore
export const recordKinds = {
  request: { letter: 'q', fields: ['id', 'target', 'deadlineMs', 'attempts'], hasBody: true, ways: [['client', 'broker']] },
  task: { letter: 't', fields: ['id', 'worker', 'target', 'deadlineMs', 'attempt'], hasBody: true, ways: [['broker', 'worker']] },
  reply: { letter: 'r', fields: ['id'], hasBody: true, ways: [['worker', 'broker'], ['broker', 'client']] },
  failure: { letter: 'f', fields: ['id', 'code'], hasBody: true, ways: [['worker', 'broker'], ['broker', 'client']] },
  cancel: { letter: 'c', fields: ['id'], hasBody: false, ways: [['client', 'broker'], ['broker', 'worker']] },
  goodbye: { letter: 'g', fields: [], hasBody: false, ways: [['client', 'broker']] },
  ready: { letter: 'y', fields: ['slots'], hasBody: true, ways: [['worker', 'broker']] },
  credit: { letter: 'd', fields: ['slots'], hasBody: false, ways: [['worker', 'broker']] },
  stop: { letter: 's', fields: ['graceMs'], hasBody: false, ways: [['broker', 'worker']] },
  stopped: { letter: 'z', fields: [], hasBody: false, ways: [['worker', 'broker']] },
} as const

export type RecordKindName = keyof typeof recordKinds

const kindsByLetter: ReadonlyMap<string, RecordKindName> = new Map(
  Object.entries(recordKinds satisfies { readonly [kind: string]: RecordKind }).map(([name, kind]) => [
    kind.letter,
    name as RecordKindName,
  ]),
)

export function kindOfLetter(letter: string): RecordKindName | undefined {
  return kindsByLetter.get(letter)
}

export function mayTravel(kind: RecordKindName, from: Sender, to: Sender): boolean {
  const ways: readonly (readonly [Sender, Sender])[] = recordKinds[kind].ways
  return ways.some(([sender, receiver]) => sender === from && receiver === to)
}
