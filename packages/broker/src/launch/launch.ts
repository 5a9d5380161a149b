/**
 * One start of a thread or process of a worker, until its end: the port by which a supervisor handles all of them. What is
 * behind it differs in four things only: how it is started, told to stop, ended by force, and what its end means.
 */
import type { OverdueTask } from '../core/state/ports.js'
import type { EndReason } from './end-reason.js'

export interface Launch {
  /** Tells it to stop by itself. @returns false where it cannot be told */
  stop(graceMs: number): boolean
  /** Gives it no more tasks, and calls back when it holds none, which may be at once. */
  drain(onEmpty: () => void): void
  /** Ends it, whatever its code does. Resolves with false where it cannot be ended: it is stuck in native code. */
  end(reason: EndReason): Promise<boolean>
  /** It has ended, or is left to itself: its lane is lost, and whatever led to it is closed. */
  release(reason: EndReason): void
  /** Synchronous, for the end of the broker's process, before its sockets are closed: makes it safe for that. */
  makeSafe(): void
  /** The same, after they are closed: ends what would outlive the process. */
  endWithProcess(): void
}

/** What it tells its supervisor. */
export interface LaunchEvents {
  /** It said what it serves. @param fault why that was refused, or undefined */
  readonly announced: (fault: string | undefined) => void
  /** It was given a task. */
  readonly given: () => void
  /** Its heartbeat came, with the bytes of memory that it uses. */
  readonly heartbeat: (memoryBytes: number) => void
  /** It keeps a task, and shows no other sign of life. */
  readonly hung: (task: OverdueTask) => void
  /** Its connection ended, and it lives. */
  readonly lost: () => void
  /** It has ended. At most once. @param error what ended it, if that was an error; anything can be thrown */
  readonly ended: (reason: EndReason, error: unknown) => void
}

/** Starts it once. Rejects where that is not possible at all; nothing is left then. */
export type StartLaunch = (events: LaunchEvents, start: number) => Promise<Launch>
