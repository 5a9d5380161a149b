/** What a broker's own thread and the thread that started it say to each other. */
import type { BrokerEndpoints, BrokerStats, CloseOptions } from './broker.js'
import { BrokerError, type BrokerErrorCode } from './broker-error.js'
import type { BrokerOptions } from './options.js'

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
  | { readonly kind: 'closed' }

/** An error that keeps its code on its way between threads, which cloning would drop. */
export interface PortableError {
  readonly message: string
  readonly code: string | undefined
  readonly cause: unknown
}

export function portableError(error: unknown): PortableError {
  if (!(error instanceof Error)) return { message: String(error), code: undefined, cause: undefined }
  const { code } = error as { code?: unknown }
  return { message: error.message, code: typeof code === 'string' ? code : undefined, cause: error.cause ?? error }
}

export function errorOfPortable({ message, code, cause }: PortableError): BrokerError {
  return new BrokerError((code ?? 'broker-thread-lost') as BrokerErrorCode, message, { cause })
}

function withPortableModule<T extends { readonly module: URL | string }>(item: T): T {
  return { ...item, module: String(item.module) }
}

/** A URL cannot be cloned; its text can. */
export function portableOptions(options: BrokerOptions): BrokerOptions {
  const { workers = [], pools = [] } = options
  return { ...options, workers: workers.map(withPortableModule), pools: pools.map(withPortableModule) }
}
