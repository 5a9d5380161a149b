/** I8: every request ends within its deadline, and what a busy machine adds to it. */
import type { Evidence } from './evidence.js'
import { type Finding, findings } from './finding.js'

export function checkDeadlines({ clients, slackMs }: Evidence): readonly Finding[] {
  const entries = clients.flatMap((client) => client.entries)
  return findings(
    'I8',
    entries.flatMap(({ key, deadlineMs, sentAt, endedAt }) => {
      if (endedAt === undefined || endedAt - sentAt <= deadlineMs + slackMs) return []
      return [`${key} ended after ${Math.round(endedAt - sentAt)} ms; its deadline was ${deadlineMs} ms`]
    }),
  )
}
