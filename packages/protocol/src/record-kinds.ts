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
  /** The task whose handler asks: its id, as the asking worker was given it. */
  parent: 'count',
  /** Milliseconds that the handler may run, from its start. */
  runTimeoutMs: 'count',
  /** Milliseconds before the work is started a second time; doubled before each further start. */
  backoffMs: 'count',
  /** Which of the target's methods is asked for, as the two ends have agreed; the broker passes it on. */
  method: 'name',
  /** Milliseconds that the request may wait before its first start. */
  ttlMs: 'count',
  /** Before or behind others that wait for the same target: 1 high, 2 low, 0 neither. */
  priority: 'count',
  /** Chunks that are taken before more are granted by `pull`; 0 where the answer is no stream. */
  window: 'count',
  /** 1 where the asker wants to hear of progress. */
  progress: 'count',
  /** 1 where the asker wants to know that the request was accepted, and nothing more. */
  quiet: 'count',
  /** The worker among those of the service that is to have it. */
  member: 'name',
  /** Requests of one service that bear the same are given to the same of its workers, as long as it is there. */
  sticky: 'name',
  /** Requests for one target that bear the same are run one after the other. */
  key: 'name',
  /** 1 where a handler asked for it, and so may run beside handlers that wait for what they asked for. */
  nested: 'count',
  /** Chunks that may follow, beyond those granted before. */
  chunks: 'count',
  /** How late the worker's event loop is, in milliseconds. */
  lagMs: 'count',
  /** Memory that the worker uses: the heap of a thread, all of a process. */
  memoryBytes: 'count',
  /** The newest task that the worker was given; 0 for none. */
  lastTask: 'count',
} as const

export type FieldName = keyof typeof fieldTypes

/** Fields that may be left out: they stand behind the others, and those of them that are empty, or 0, say nothing. */
export type OptionName =
  | 'parent'
  | 'method'
  | 'runTimeoutMs'
  | 'backoffMs'
  | 'ttlMs'
  | 'priority'
  | 'window'
  | 'progress'
  | 'quiet'
  | 'member'
  | 'sticky'
  | 'key'
  | 'nested'

/** The ends of a link. A worker's nested requests make it a client on the front link. */
export type Sender = 'client' | 'broker' | 'worker'

interface RecordKind {
  readonly letter: string
  readonly fields: readonly FieldName[]
  readonly options: readonly OptionName[]
  readonly hasBody: boolean
  /** Direction of travel: `[from, to]`. */
  readonly ways: readonly (readonly [Sender, Sender])[]
}

// prettier-ignore
export const recordKinds = {
  request: { letter: 'q', fields: ['id', 'target', 'deadlineMs', 'attempts'], options: ['parent', 'method', 'runTimeoutMs', 'backoffMs', 'ttlMs', 'priority', 'window', 'progress', 'quiet', 'member', 'sticky', 'key'], hasBody: true, ways: [['client', 'broker']] },
  task: { letter: 't', fields: ['id', 'worker', 'target', 'deadlineMs', 'attempt'], options: ['method', 'runTimeoutMs', 'window', 'progress', 'nested', 'ttlMs'], hasBody: true, ways: [['broker', 'worker']] },
  reply: { letter: 'r', fields: ['id'], options: [], hasBody: true, ways: [['worker', 'broker'], ['broker', 'client']] },
  failure: { letter: 'f', fields: ['id', 'code'], options: [], hasBody: true, ways: [['worker', 'broker'], ['broker', 'client']] },
  chunk: { letter: 'k', fields: ['id'], options: [], hasBody: true, ways: [['worker', 'broker'], ['broker', 'client']] },
  progress: { letter: 'p', fields: ['id'], options: [], hasBody: true, ways: [['worker', 'broker'], ['broker', 'client']] },
  pull: { letter: 'l', fields: ['id', 'chunks'], options: [], hasBody: false, ways: [['client', 'broker'], ['broker', 'worker']] },
  accepted: { letter: 'a', fields: ['id'], options: [], hasBody: false, ways: [['broker', 'client']] },
  find: { letter: 'n', fields: ['id', 'target'], options: [], hasBody: false, ways: [['client', 'broker']] },
  cancel: { letter: 'c', fields: ['id'], options: [], hasBody: false, ways: [['client', 'broker'], ['broker', 'worker']] },
  goodbye: { letter: 'g', fields: [], options: [], hasBody: false, ways: [['client', 'broker']] },
  ready: { letter: 'y', fields: ['slots'], options: [], hasBody: true, ways: [['worker', 'broker']] },
  credit: { letter: 'd', fields: ['slots'], options: [], hasBody: false, ways: [['worker', 'broker']] },
  heartbeat: { letter: 'h', fields: ['lagMs', 'memoryBytes', 'lastTask'], options: [], hasBody: true, ways: [['worker', 'broker']] },
  stop: { letter: 's', fields: ['graceMs'], options: [], hasBody: false, ways: [['broker', 'worker']] },
  stopped: { letter: 'z', fields: [], options: [], hasBody: false, ways: [['worker', 'broker']] },
} as const

export type RecordKindName = keyof typeof recordKinds

/** By the code of their letters. */
const kindsByUnit: (RecordKindName | undefined)[] = Array.from({ length: 0x80 }, () => undefined)
for (const [name, kind] of Object.entries(recordKinds satisfies { readonly [kind: string]: RecordKind }))
  kindsByUnit[kind.letter.charCodeAt(0)] = name as RecordKindName

/** @param unit code of a letter */
export function kindOfUnit(unit: number): RecordKindName | undefined {
  return kindsByUnit[unit]
}

type Way = `${Sender} ${Sender}`

/** For each way the kinds that may go there: it is asked for each record that comes. */
const kindsByWay: { readonly [way in Way]?: ReadonlySet<RecordKindName> } = sortedByWay()

export function mayTravel(kind: RecordKindName, from: Sender, to: Sender): boolean {
  return kindsByWay[`${from} ${to}`]?.has(kind) ?? false
}

function sortedByWay(): { readonly [way in Way]?: ReadonlySet<RecordKindName> } {
  const sorted: { [way in Way]?: Set<RecordKindName> } = {}
  for (const [name, { ways }] of Object.entries(recordKinds))
    for (const [from, to] of ways) (sorted[`${from} ${to}`] ??= new Set()).add(name as RecordKindName)
  return sorted
}
