/**
 * I12: what a client sent to one worker was started in that order. A worker that runs several tasks at a time, and a service, which has
 * several workers, promise no order.
 */
import type { ClientLog } from './client-log.js'
import type { Evidence } from './evidence.js'
import { type Finding, findings } from './finding.js'

export function checkOrder({ clients, handlers }: Evidence): readonly Finding[] {
  const startedAt = new Map<string, number>()
  for (const [line, { event, key }] of handlers.entries()) {
    if (event === 'start' && !startedAt.has(key)) startedAt.set(key, line)
  }
  const unordered = new Set(handlers.filter(({ detail }) => detail === 'in-any-order').map(({ key }) => key))
  return findings(
    'I12',
    clients.flatMap((client) => overtaken(client, startedAt, unordered)),
  )
}

function overtaken(
  { entries }: ClientLog,
  startedAt: ReadonlyMap<string, number>,
  unordered: ReadonlySet<string>,
): string[] {
  const lastOf = new Map<string, { readonly key: string; readonly line: number }>()
  return entries.flatMap(({ key, target }) => {
    const line = startedAt.get(key)
    if (line === undefined || unordered.has(key)) return []
    const last = lastOf.get(target)
    if (last && line < last.line) return [`${key} was started before ${last.key}, which was sent to ${target} earlier`]
    lastOf.set(target, { key, line })
    return []
  })
}
