/** What a request of a row asks for. Types only: the acts themselves are in `acts.ts` and `fatal-acts.ts`. */
import type { RequestOptions, TaskContext } from '@errand/worker'

export type OrdinaryAct =
  | 'echo'
  | 'bytes'
  | 'pid'
  | 'sleeps'
  | 'waits'
  | 'neverSettles'
  | 'nests'
  | 'fansOut'
  | 'streams'

export type FailingAct =
  | 'throws'
  | 'rejects'
  | 'throwsNull'
  | 'throwsProxy'
  | 'throwsCycle'
  | 'returnsBigInt'
  | 'returnsCycle'

export type FatalAct =
  | 'exits'
  | 'crashes'
  | 'spins'
  | 'spinsInRegex'
  | 'spinsInMicrotasks'
  | 'blocks'
  | 'blocksLater'
  | 'staysInNativeCode'
  | 'exhaustsHeap'
  | 'exhaustsBuffers'

/** What else is in it depends on the act. */
export interface Act {
  readonly act: OrdinaryAct | FailingAct | FatalAct
  readonly value?: unknown
  readonly ms?: number
  readonly length?: number
  readonly code?: number
  readonly target?: string
  readonly count?: number
  readonly body?: Act
  /** What it does then. */
  readonly next?: Act
  readonly options?: Omit<RequestOptions, 'signal'>
}

/** As it travels: with the name of the request in all logs. */
export type KeyedAct = Act & { readonly key: string }

/** What a handler is given. */
type Known = 'worker' | 'target' | 'attempt' | 'deadline' | 'remainingMs' | 'signal' | 'log' | 'request'

export interface Performance extends Pick<TaskContext, Known> {
  /** Asks as `request` does, and notes it. */
  readonly ask: (target: string, act: Act, options?: RequestOptions) => Promise<unknown>
  /** Sends the next chunk. */
  readonly emit: () => Promise<void>
}

export type Perform = (act: Act, context: Performance) => unknown

/** What the handlers of the rows send before they reply. */
export interface Chunk {
  readonly key: string
  readonly attempt: number
  /** Its place in the stream, from 1. */
  readonly at: number
}

/** What the handlers of the rows reply. */
export interface Answer {
  readonly key: string
  readonly attempt: number
  readonly worker: string
  readonly value?: unknown
}
