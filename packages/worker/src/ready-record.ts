/** What a worker says of itself before it is given work. */
import type { ContractService } from '@errand/contract'
import type { Announcement, ReadyRecord } from '@errand/protocol'
import type { ResolvedWorkerOptions } from './worker-options.js'

export function announce(
  names: readonly string[],
  { services, concurrency, lendSlots, contracts, runTimeoutMs }: ResolvedWorkerOptions,
  slots: number,
): ReadyRecord {
  const offered = [...services.keys()]
  const about = {
    services: offered,
    concurrency,
    lends: lendSlots,
    ...(Number.isFinite(runTimeoutMs) && { runTimeoutMs: Math.ceil(runTimeoutMs) }),
    ...(contracts.size > 0 && { contracts: hashesOf(contracts.values()) }),
  }
  const announcement: Announcement = { workers: names.map((name) => ({ name, ...about })) }
  return { kind: 'ready', slots, metadata: '', codec: 'j', body: JSON.stringify(announcement) }
}

function hashesOf(contracts: Iterable<ContractService>): { [service: string]: string } {
  return Object.fromEntries([...contracts].map(({ name, hash }) => [name, hash]))
}
