/** I4 and I5: how often handlers were started, what was said about it, and which attempt the answer came from. */
import type { ClientEntry, ClientLog } from './client-log.js'
import type { Evidence } from './evidence.js'
import { type Finding, findings } from './finding.js'
import type { HandlerEntry } from './handler-log.js'

export function checkAttempts({ clients, handlers, outsiders }: Evidence): readonly Finding[] {
  const entries = clients.flatMap((client) => client.entries)
  const allowed = new Map([
    ...entries.map(({ key, attempts }) => [key, attempts] as const),
    ...handlers.filter(({ event }) => event === 'ask').map(({ key, detail }) => [key, Number(detail)] as const),
  ])
  const starts = startsByKey(handlers)
  const allowedFor = (key: string): number | undefined =>
    allowed.get(key) ?? (outsiders.some((name) => key.startsWith(`${name}.`)) ? 1 : undefined)
  return [
    ...findings(
      'I4',
      [...starts].flatMap(([key, attempts]) => faultsOfStarts(key, attempts, allowedFor(key))),
    ),
    ...findings(
      'I4',
      clients.filter(({ hasRepeated }) => !hasRepeated).flatMap((client) => sameAttempts(client, starts)),
    ),
    ...findings(
      'I4',
      entries.flatMap((entry) => deniedRun(entry, starts)),
    ),
    ...findings(
      'I5',
      entries.flatMap((entry) => staleReply(entry, starts)),
    ),
  ]
}

function startsByKey(handlers: readonly HandlerEntry[]): ReadonlyMap<string, readonly number[]> {
  const starts = new Map<string, number[]>()
  for (const { event, key, attempt } of handlers) {
    if (event !== 'start') continue
    const attempts = starts.get(key)
    if (attempts) attempts.push(attempt)
    else starts.set(key, [attempt])
  }
  return starts
}

function faultsOfStarts(key: string, attempts: readonly number[], allowed: number | undefined): string[] {
  if (allowed === undefined) return [`a handler was started for ${key}, which nobody sent`]
  return attempts.length > allowed ? [`${key} was started ${attempts.length} times; allowed were ${allowed}`] : []
}

/** What was sent again after a loss may be another request to the broker, which counts from one. */
function sameAttempts({ entries }: ClientLog, starts: ReadonlyMap<string, readonly number[]>): string[] {
  return entries.flatMap(({ key }) => {
    const attempts = starts.get(key) ?? []
    return new Set(attempts).size < attempts.length ? [`${key} was started as attempts ${attempts.join(', ')}`] : []
  })
}

function deniedRun({ key, ending }: ClientEntry, starts: ReadonlyMap<string, readonly number[]>): string[] {
  if (ending?.mayHaveRun !== false || !starts.has(key)) return []
  return [`${key} was said not to have run (${ending.code}), but its handler was started`]
}

function staleReply({ key, ending }: ClientEntry, starts: ReadonlyMap<string, readonly number[]>): string[] {
  if (ending === undefined || ending.code !== undefined) return []
  const { attempt } = (ending.value ?? {}) as { readonly attempt?: number }
  const last = Math.max(...(starts.get(key) ?? [0]))
  return attempt !== undefined && attempt < last ? [`${key} was answered by attempt ${attempt} of ${last}`] : []
}
