/** What a broker's own thread and the thread that started it say to each other. */
import type { BrokerEndpoints, BrokerStats, CloseOptions } from './broker.js'
import { BrokerError, type BrokerErrorCode } from './broker-error.js'
import { checkData } from './launch/launch-options.js'
import type { BrokerOptions } from './options.js'
import type { PortableError } from './portable-error.js'
import type { WorkerEvent } from './worker-events.js'

export interface ThreadBrokerData {
  readonly options: BrokerOptions
  readonly control: SharedArrayBuffer
}

export type ToBrokerThread =
  | { readonly kind: 'close'; readonly options: CloseOptions }
  | { readonly kind: 'stats'; readonly call: number }

export type FromBrokerThread =
  | { readonly kind: 'started'; readonly endpoints: BrokerEndpoints }
  | { readonly kind: 'failed'; readonly error: PortableError }
  | { readonly kind: 'stats'; readonly call: number; readonly stats: BrokerStats }
  | { readonly kind: 'worker'; readonly event: WorkerEvent }
  | { readonly kind: 'closed' }

/** The error of a start, as it is thrown where the broker was asked for. */
export function errorOfPortable({ message, code, cause }: PortableError): BrokerError {
  const known = (code ?? 'broker-thread-lost') as BrokerErrorCode
  return new BrokerError(known, message, cause === undefined ? {} : { cause: causeOfPortable(cause) })
}

function causeOfPortable({ name, message, stack, code, cause }: PortableError): Error {
  const error = new Error(message, cause === undefined ? {} : { cause: causeOfPortable(cause) })
  error.name = name
  if (stack !== undefined) error.stack = stack
  return code === undefined ? error : Object.assign(error, { code })
}

function withPortableModule<T extends { readonly module: URL | string }>(item: T): T {
  return { ...item, module: String(item.module) }
}

/** A URL cannot be cloned; its text can. */
export function portableOptions(options: BrokerOptions): BrokerOptions {
  const { workers = [], pools = [] } = options
  const portable = { ...options, workers: workers.map(withPortableModule), pools: pools.map(withPortableModule) }
  // Options that nobody knows go along, and may be anything.
  for (const [name, value] of Object.entries(portable)) checkData(name, value)
  return portable
}
