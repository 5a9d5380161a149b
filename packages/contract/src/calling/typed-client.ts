/** What callers hold: a function for each task of a contract, with its other ways to ask. */
import type { ReplyStream, RequestOptions, StreamOptions } from '@errand/requests'
import type { Contract } from '../define/contract.js'
import type { ChunkOf, InputOf, OutputOf } from '../define/task.js'
import type { Asking } from './asking.js'
import type { BroadcastResult } from './broadcast.js'
import type { MapOptions } from './map-requests.js'
import { type CallerOptions, TaskCaller } from './task-caller.js'

/** As of any request; which method is asked for, the task says. */
export type CallOptions = Omit<RequestOptions, 'method'>
export type StreamCallOptions = Omit<StreamOptions, 'method'>

/** A task that takes nothing is called with nothing. */
export type CallArguments<Definition, Options> =
  undefined extends InputOf<Definition>
    ? [input?: InputOf<Definition>, options?: Options]
    : [input: InputOf<Definition>, options?: Options]

/**
 * One task, and the ways to ask for it. Called, it asks, and resolves with the answer; or it rejects, always within the deadline, with a
 * RequestError that has a `code`: `handler-failed` with what the handler threw as its `cause`, `invalid-input` and `invalid-output`
 * with `issues`, `contract-mismatch` where the worker has another contract, and others.
 */
export interface TaskCall<Definition> {
  // Without a comment of its own: an editor would show it in place of what the contract says of the task.
  (...given: CallArguments<Definition, CallOptions>): Promise<OutputOf<Definition>>
  /**
   * Asks for it for each of the inputs, so many at a time; the answers come in the order of the inputs, or as they come. The
   * first that fails ends the loop with its error, and takes back what is open; so does leaving the loop.
   */
  map(
    inputs: Iterable<InputOf<Definition>> | AsyncIterable<InputOf<Definition>>,
    options?: MapOptions,
  ): AsyncIterableIterator<OutputOf<Definition>, void, undefined>
  /** Hands it over: resolves as soon as the broker has accepted it; what becomes of it nobody is told. */
  send(...given: CallArguments<Definition, CallOptions>): Promise<void>
  /** Asks each worker that serves the contract now; what each answers, or why it does not. */
  broadcast(...given: CallArguments<Definition, CallOptions>): Promise<readonly BroadcastResult<OutputOf<Definition>>[]>
}

/** One task whose answer comes in chunks. Called as others are, it gives its result alone. */
export interface StreamCall<Definition> extends TaskCall<Definition> {
  /** Its chunks, as fast as they are read, and its `result` behind them. Leaving the loop takes the request back. */
  stream(...given: CallArguments<Definition, StreamCallOptions>): ReplyStream<ChunkOf<Definition>, OutputOf<Definition>>
}

export type TypedClient<C extends Contract> = {
  readonly [Name in keyof C['tasks']]: [ChunkOf<C['tasks'][Name]>] extends [never]
    ? TaskCall<C['tasks'][Name]>
    : StreamCall<C['tasks'][Name]>
}

/** The tasks of a contract, to be asked for by this client, or from this handler. */
export function clientOf<C extends Contract>(contract: C, asking: Asking, options: CallerOptions = {}): TypedClient<C> {
  const calls = Object.keys(contract.tasks).map((name) => {
    const caller = new TaskCaller(contract, name, asking, options)
    const call = (input?: unknown, given?: CallOptions): Promise<unknown> => caller.call(input, given)
    const ways = {
      map: (inputs: Iterable<unknown> | AsyncIterable<unknown>, given?: MapOptions) => caller.map(inputs, given),
      send: (input?: unknown, given?: CallOptions) => caller.send(input, given),
      broadcast: (input?: unknown, given?: CallOptions) => caller.broadcast(input, given),
      stream: (input?: unknown, given?: StreamCallOptions) => caller.stream(input, given),
    }
    return [name, Object.assign(call, ways)] as const
  })
  return Object.fromEntries(calls) as unknown as TypedClient<C>
}
