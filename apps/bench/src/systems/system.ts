/** What the bench knows of a system that it measures: what it is, what it can take, and how it is started. */
import type { Sample } from '../figures/sample.js'
import type { Form, Load } from '../scenarios/load.js'
import type { Handler, Setup } from '../scenarios/setup.js'

export interface Capabilities {
  readonly forms: readonly Form[]
  readonly handlers: readonly Handler[]
  readonly workersMax: number
  /** More requests at once than this would take it longer than a slice to answer. */
  readonly inFlightMax: number
  readonly bodyBytesMax: number
  /** Its workers may ask each other. */
  readonly canNest: boolean
  /** Requests can be sent when they are due, not only when others were answered. */
  readonly canBePaced: boolean
  /** It plays floods and backlogs itself, and nothing else. */
  readonly isProbe?: boolean
}

export interface System {
  readonly name: string
  readonly tells: string
  /** What it carries where a scenario says raw bytes, and where it says JSON. */
  readonly carries: { readonly [form in Form]?: string }
  readonly can: Capabilities
  /** @returns what is not installed, or undefined where it can run */
  readonly missing?: () => string | undefined
  /** Runs in a process of the system's own; its libraries are loaded here, so that no other system pays for them. */
  start(setup: Setup): Promise<Running>
}

export type Body = Uint8Array | object

/** A system that answers calls, which the bench makes. */
export interface Callable {
  readonly kind: 'callable'
  /** Resolves with what the worker answered: the body itself. */
  call(body: Body): Promise<unknown>
  stop(): Promise<void>
}

export interface DrivenLoad {
  readonly inFlight: number
  readonly bodyBytes: number
  readonly warmUpMs: number
  readonly measureMs: number
}

export interface DrivenResult {
  /** Answered in the time that was measured. */
  readonly requests: number
  readonly seconds: number
  /** Answered in all, from the first one of the warm-up on; nothing where CPU was spent on more than requests. */
  readonly requestsInAll?: number
  /** Microseconds, by the names of the figures; where it cannot be told, nothing. */
  readonly latencies?: { readonly p50: number; readonly p90: number; readonly p99: number; readonly p999: number }
}

/** A system whose client is not JavaScript: it makes its load itself, and tells what came of it. */
export interface Driven {
  readonly kind: 'driven'
  drive(load: DrivenLoad): Promise<DrivenResult>
  stop(): Promise<void>
}

/** A system of which only one thing is wanted: it finds that out itself. */
interface Probed {
  readonly kind: 'probed'
  probe(load: Load): Promise<Sample>
  stop(): Promise<void>
}

export type Running = Callable | Driven | Probed

/** What most systems can do; each says where it differs. */
export const usualCapabilities: Capabilities = {
  forms: ['bytes', 'json'],
  handlers: ['nothing', 'cpu', 'wait', 'hold'],
  workersMax: 64,
  inFlightMax: 10_000,
  bodyBytesMax: 1024 * 1024,
  canNest: false,
  canBePaced: true,
}
