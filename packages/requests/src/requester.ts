/**
 * The calling side: a promise for each request, which settles within its deadline whatever happens elsewhere. It knows
 * no socket: records leave through a link, and outcomes are handed in.
 */
import type { AnswerRecord, FailureCode } from '@errand/protocol'
import { LinkedRequester } from './linked-requester.js'
import type { FindOptions, RequestOptions, StreamOptions } from './options.js'
import type { ReplyStream } from './reply-stream.js'
import type { RequesterOptions } from './requester-options.js'

export interface Requester {
  /**
   * @param parent the task whose handler asks, as its worker was given it; left out by clients
   * @throws RequestError; never leaves the promise pending past the deadline. The rejection of an option that is not
   * allowed is an OptionError or ProtocolError.
   */
  request(target: string, body: unknown, options?: RequestOptions, parent?: number): Promise<unknown>
  /**
   * The same for an answer that comes in chunks. It ends, as any request does, within its deadline: all that is thrown of it
   * is thrown where the chunks are read, and rejects the result.
   */
  stream(target: string, body: unknown, options?: StreamOptions, parent?: number): ReplyStream
  /** Resolves as soon as the broker has accepted the request; what becomes of it nobody is told. */
  send(target: string, body: unknown, options?: RequestOptions, parent?: number): Promise<void>
  /** @returns the names of the workers that serve a target, as they are now */
  find(target: string, options?: FindOptions): Promise<readonly string[]>
  /** Hands in what came for a request. Late answers are ignored. @returns false for those */
  settle(answer: AnswerRecord): boolean
  /**
   * What was on its way is lost, in either direction. Requests with attempts left are sent again under their numbers, with
   * one attempt less, for nobody can say whether they were started; the others end with `broker-lost`.
   *
   * @param what happened, at the beginning of a sentence: `the connection to … ended`
   */
  connectionLost(what: string): void
  /** From now on a request ends at once, with this; the open ones go on. */
  refuseNew(code: FailureCode, message: string): void
  /** Ends all that is open, and each later request at once. */
  close(code: FailureCode, message: string): void
  readonly pending: number
  /** Resolves as soon as nothing is pending. */
  whenIdle(): Promise<void>
}

export function requester(options: RequesterOptions): Requester {
  return new LinkedRequester(options)
}
