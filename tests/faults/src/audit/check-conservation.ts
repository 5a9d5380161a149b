/** I1: what was asked has ended, and what a broker took in is what it ended. */
import type { BrokerStats } from '@errand/broker'
import type { Evidence } from './evidence.js'
import { type Finding, findings } from './finding.js'

export function checkConservation({ clients, brokers }: Evidence): readonly Finding[] {
  const open = clients
    .filter(({ isKilled }) => !isKilled)
    .flatMap(({ entries }) => entries.filter(({ ending }) => ending === undefined))
  return findings('I1', [
    ...open.map(({ key, target }) => `${key} for ${target} never ended`),
    ...brokers.flatMap(faultsOfBooks),
  ])
}

function faultsOfBooks({ accepted, refused, replied, failed, open }: BrokerStats): string[] {
  const ended = replied + Object.values(failed).reduce((sum, count) => sum + count, 0)
  const faults: string[] = []
  if (accepted + refused !== ended + open)
    faults.push(`a broker took ${accepted} and refused ${refused}, but ended ${ended} and has ${open} open`)
  if (open > 0) faults.push(`a broker has ${open} requests open at the end`)
  return faults
}
