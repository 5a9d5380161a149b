/** What users write: handlers, and the context that each call of one gets. */
import type { CallerOptions, Contract, TypedClient } from '@errand/contract'
import type { FindOptions, ReplyStream, RequestOptions, StreamOptions } from '@errand/requests'

export interface TaskLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

export interface TaskContext {
  /** Name of the worker that runs this task. */
  readonly worker: string
  /** What the request was addressed to: this worker's name, or a service. */
  readonly target: string
  /** Which of the target's methods is asked for; `''` where the request names none. */
  readonly method: string
  /** What travels along with the request: texts by their names. Nested requests have it too. */
  readonly metadata: { readonly [name: string]: string }
  /** Which start of the work this is, from 1. */
  readonly attempt: number
  /** When the request must have ended, in milliseconds since 1970 by this machine's clock. */
  readonly deadline: number
  /** Milliseconds until then; 0 when it has passed. */
  remainingMs(this: void): number
  /**
   * Aborted when nobody waits for the result any more: deadline, cancellation, the handler ran as long as it may, the
   * broker is gone, or the worker is stopping.
   */
  readonly signal: AbortSignal
  /** Lines that tell which worker and task they come from. */
  readonly log: TaskLog
  /**
   * Asks another worker or service through the broker. Any number at a time. It never has longer than this task, and
   * is taken back when this task is.
   *
   * @throws RequestError with a `code`
   */
  request<Reply = unknown>(this: void, target: string, body?: unknown, options?: RequestOptions): Promise<Reply>
  /** The same for an answer that comes in chunks. */
  stream<Chunk = unknown, Result = unknown>(
    this: void,
    target: string,
    body?: unknown,
    options?: StreamOptions,
  ): ReplyStream<Chunk, Result>
  /** Hands work over; it goes on when this task has ended. Resolves when the broker has accepted it. */
  send(this: void, target: string, body?: unknown, options?: RequestOptions): Promise<void>
  /**
   * The tasks of another contract, to be asked for from here: within this task's deadline, taken back when this task is, and
   * with its metadata.
   */
  client<C extends Contract>(this: void, contract: C, options?: CallerOptions): TypedClient<C>
  /** @returns the names of the workers that serve a target, as they are now */
  find(this: void, target: string, options?: FindOptions): Promise<readonly string[]>
  /**
   * Sends a part of the answer, where the caller asked for a stream; otherwise it is left out. Resolves when there is room for
   * the next: await it, or a slow reader fills the memory. The answer of a handler that does not comes behind what it has sent, of
   * which 1,024 may wait; what could not be sent then fails the request.
   *
   * @throws the reason of `signal` when nobody reads any more, ProtocolError `unencodable-body`
   */
  emit(this: void, chunk: unknown): Promise<void>
  /** Tells the caller how far the work is, where it wants to know; nobody waits for it, and some may be left out. */
  progress(this: void, progress: unknown): void
}

/**
 * Does the work of one request. What it returns, or resolves with, is the reply; what it throws becomes the failure
 * `handler-failed`. A Uint8Array travels as bytes, anything else as JSON.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the handler's author knows what its clients send
export type Handler<Input = any, Result = unknown> = (input: Input, context: TaskContext) => Result | Promise<Result>
