/** Why a thread or a process of a worker ended, as data and in words. */
import type { PortableError } from '../portable-error.js'
import type { LaunchPlacement } from './launch-options.js'

export type EndReason =
  /** An error that nobody caught. */
  | { readonly kind: 'threw'; readonly error: PortableError }
  /** By `process.exit()`, or because nothing was left to do. */
  | { readonly kind: 'exited'; readonly code: number }
  /** Of a process: a signal. One that runs out of memory aborts, by `SIGABRT`. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** Of a thread: its heap reached its limit. */
  | { readonly kind: 'heap' }
  /** It kept a task for long after the request had ended, and was ended by force. */
  | { readonly kind: 'hung'; readonly target: string; readonly after: string }
  /** Of a process, or a worker that attached: its connection ended. */
  | { readonly kind: 'lost' }
  /** It was replaced, after so many tasks, or because of its memory. */
  | { readonly kind: 'recycled'; readonly after: RecycleCause }
  /** It was told to stop. */
  | { readonly kind: 'stopped' }
  /** It was not ready in time, or ended before, or its announcement was refused. */
  | { readonly kind: 'start-failed'; readonly message: string; readonly error?: PortableError }

export type RecycleCause = 'tasks' | 'memory'

/** What ended, as it is called in a sentence. */
export type Vessel = 'thread' | 'process'

export function vesselOf(placement: LaunchPlacement): Vessel {
  return placement === 'process' ? 'process' : 'thread'
}

export function describeEnd(reason: EndReason, vessel: Vessel): string {
  switch (reason.kind) {
    case 'threw':
      return `its ${vessel} ended by an error: ${reason.error.message}`
    case 'exited':
      return `its ${vessel} ended with exit code ${reason.code}`
    case 'signal':
      return `its ${vessel} was ended by ${reason.signal}`
    case 'heap':
      return `its ${vessel} reached the limit of its heap`
    case 'hung':
      return `its ${vessel} was hung: it kept a task for ${reason.target} after the end of the request (${reason.after})`
    case 'lost':
      return 'its connection ended'
    case 'recycled':
      return `its ${vessel} was replaced because of its ${reason.after}`
    case 'stopped':
      return 'it was told to stop'
    case 'start-failed':
      return `it did not start: ${reason.message}`
  }
}
