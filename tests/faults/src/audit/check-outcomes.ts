/** I3 and I7: one outcome for each request, and none for what was not asked. */
import type { ClientEntry, ClientLog, WireEntry } from './client-log.js'
import type { Evidence } from './evidence.js'
import { type Finding, findings } from './finding.js'

export function checkOutcomes({ clients, handlers }: Evidence): readonly Finding[] {
  const started = new Set(handlers.filter(({ event }) => event === 'start').map(({ key }) => key))
  return clients.flatMap((client) => [
    ...findings('I3', messagesOf(client, doubled)),
    ...findings('I7', messagesOf(client, uninvited)),
    ...findings(
      'I7',
      client.entries.flatMap((entry) => crossed(entry, started)),
    ),
  ])
}

function messagesOf({ name, wire }: ClientLog, fault: (entry: WireEntry) => string | undefined): string[] {
  return [...wire].flatMap(([id, entry]) => {
    const message = fault(entry)
    return message === undefined ? [] : [`${name}, request ${id}: ${message}`]
  })
}

function doubled({ outcomes }: WireEntry): string | undefined {
  const different = new Set(outcomes)
  return different.size > 1 ? `got ${different.size} different outcomes: ${[...different].join(' / ')}` : undefined
}

function uninvited({ sent, outcomes }: WireEntry): string | undefined {
  return sent === 0 && outcomes.length > 0 ? `was never sent, and got ${outcomes[0]}` : undefined
}

/** Handlers put the key of their request into what they return. */
function crossed({ key, ending }: ClientEntry, started: ReadonlySet<string>): string[] {
  if (ending === undefined || ending.code !== undefined) return []
  const answered = (ending.value as { readonly key?: unknown } | null | undefined)?.key
  if (answered !== key) return [`${key} got the reply to ${String(answered)}`]
  return started.has(key) ? [] : [`${key} got a reply, but no handler was started for it`]
}
