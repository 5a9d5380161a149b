/** What is noted of the records between a client and its broker, before any code of the client sees them. */
import type { OutcomeRecord, WireRecord } from '@errand/protocol'
import type { ClientLog } from '../audit/client-log.js'

export function noteSent(record: WireRecord, log: ClientLog): void {
  if (record.kind === 'request') log.noteSent(String(record.id), record.window)
  else if (record.kind === 'pull') log.notePulled(String(record.id), record.chunks)
}

export function noteHeard(record: WireRecord, log: ClientLog): void {
  if (record.kind === 'chunk') log.noteChunk(String(record.id))
  else if (isOutcome(record)) noteOutcome(record, log)
}

function isOutcome({ kind }: WireRecord): boolean {
  return kind === 'reply' || kind === 'failure'
}

/** Id 0 is about the link, and no request's outcome. */
function noteOutcome(record: WireRecord, log: ClientLog): void {
  const { id, kind, body, ...rest } = record as OutcomeRecord & { readonly code?: string }
  if (id > 0) log.noteOutcome(String(id), `${kind} ${rest.code ?? ''} ${Buffer.from(body).toString()}`)
}
