/** What workers say of themselves before they are given work. */
import { isName } from './names.js'
import { isOptions } from './option-values.js'
import { shown } from './shown.js'

/** Body of a `ready` record: who serves here. */
export interface Announcement {
  readonly workers: readonly AnnouncedWorker[]
}

export interface AnnouncedWorker {
  readonly name: string
  /** Services that this worker answers for besides its own name. */
  readonly services: readonly string[]
  /** Tasks that it runs at the same time. With 1 they start in the order in which they were sent. */
  readonly concurrency: number
  /** Milliseconds that its handlers may run, where its own options limit that. */
  readonly runTimeoutMs?: number
  /** Runs what handlers asked for in the slots of handlers that wait, where a task says `nested`. */
  readonly lends?: boolean
  /** Of the services that are contracts: a hash of each, on which all that serve it have to agree. */
  readonly contracts?: { readonly [service: string]: string }
}

/** @returns what is wrong with it, or undefined; whatever it is, for it comes from a peer */
export function faultOfAnnouncement(value: unknown): string | undefined {
  const workers = (value as Partial<Announcement> | null | undefined)?.workers
  if (!Array.isArray(workers) || workers.length === 0) return 'it lists no workers'
  for (const worker of workers as Partial<AnnouncedWorker>[]) {
    const { name, services, concurrency, runTimeoutMs = 0, lends = false, contracts = {} } = worker ?? {}
    if (!isName(name)) return `it has a worker of the name ${shown(name)}`
    if (!Array.isArray(services) || !services.every(isName)) return `the services of ${name} are not a list of names`
    if (!Number.isSafeInteger(concurrency) || (concurrency as number) < 1)
      return `the concurrency of ${name} is ${shown(concurrency)}`
    if (typeof runTimeoutMs !== 'number' || !(runTimeoutMs >= 0))
      return `the run time-out of ${name} is ${shown(runTimeoutMs)}`
    if (typeof lends !== 'boolean') return `whether ${name} lends its slots is ${shown(lends)}`
    if (!isOptions(contracts) || !Object.values(contracts).every((hash) => typeof hash === 'string'))
      return `the contracts of ${name} are not an object of hashes`
  }
  return undefined
}
