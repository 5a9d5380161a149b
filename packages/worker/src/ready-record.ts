/** What a worker says of itself before it is given work. */
import type { Announcement, ReadyRecord } from '@errand/protocol'
import type { ResolvedWorkerOptions } from './worker-options.js'

export function announce(
  names: readonly string[],
  { services, concurrency }: ResolvedWorkerOptions,
  slots: number,
): ReadyRecord {
  const offered = [...services.keys()]
  const announcement: Announcement = { workers: names.map((name) => ({ name, services: offered, concurrency })) }
  return { kind: 'ready', slots, metadata: '', codec: 'j', body: JSON.stringify(announcement) }
}
