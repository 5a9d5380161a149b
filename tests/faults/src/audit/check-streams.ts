/** I14: what a reader took of a stream is what one attempt of its handler sent, and no more came than was asked for. */
import type { ClientEntry, ClientLog, WireEntry } from './client-log.js'
import type { Evidence } from './evidence.js'
import { type Finding, findings } from './finding.js'

export function checkStreams({ clients }: Evidence): readonly Finding[] {
  return findings(
    'I14',
    clients.flatMap((client) => [...client.entries.flatMap(faultsOfStream), ...floods(client)]),
  )
}

function faultsOfStream({ key, chunks, ending, isLeft = false }: ClientEntry): string[] {
  const [first] = chunks ?? []
  if (!chunks) return []
  const wrong = chunks.findIndex((chunk, index) => chunk.at !== index + 1 || chunk.key !== key)
  const other = chunks.find(({ attempt }) => attempt !== first?.attempt)
  const { value } = (ending?.value ?? {}) as { readonly value?: unknown }
  const isShort = ending?.code === undefined && !isLeft && value !== chunks.length
  return [
    ...(wrong < 0 ? [] : [`${key} got chunk ${chunks[wrong]?.at} of ${chunks[wrong]?.key} in place of ${wrong + 1}`]),
    ...(other ? [`${key} got chunks of attempts ${first?.attempt} and ${other.attempt}`] : []),
    ...(isShort ? [`${key} was answered after ${chunks.length} of ${String(value)} chunks`] : []),
  ]
}

function floods({ name, wire }: ClientLog): string[] {
  return [...wire].flatMap(([id, { granted, chunks }]: [string, WireEntry]) =>
    chunks > granted ? [`${name}, request ${id}: ${chunks} chunks came, and ${granted} were asked for`] : [],
  )
}
