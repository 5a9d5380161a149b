/** Asks for one task: its input checked and encoded, its errors in the words of the contract. */
import { ProtocolError } from '@errand/protocol'
import { type ReplyStream, RequestError, type RequestOptions, type StreamOptions } from '@errand/requests'
import { encodeBody } from '../codec/encode-body.js'
import type { Contract } from '../define/contract.js'
import type { TaskDefinition } from '../define/task.js'
import { checked, describeInvalidInput } from '../define/validation.js'
import type { Asking } from './asking.js'
import { broadcast, type BroadcastResult } from './broadcast.js'
import { calledFrom } from './called-from.js'
import { type Ask, mapRequests, type MapOptions } from './map-requests.js'
import { describeMismatch } from './mismatch.js'
import { mappedStream, pendingStream } from './streams.js'

export interface CallerOptions {
  /**
   * Checks inputs also here, before they are sent; workers check them in any case.
   * @default false
   */
  readonly validate?: boolean
}

/** Of a task that may safely run twice, where the call does not say. */
const idempotentAttempts = 3

export class TaskCaller {
  readonly #contract: Contract
  readonly #name: string
  readonly #asking: Asking
  readonly #definition: TaskDefinition
  readonly #method: string
  readonly #validates: boolean
  readonly #standard: RequestOptions

  constructor(contract: Contract, name: string, asking: Asking, options: CallerOptions) {
    const definition = contract.tasks[name] as TaskDefinition
    this.#contract = contract
    this.#name = name
    this.#asking = asking
    this.#definition = definition
    this.#method = contract.methods[name] as string
    this.#validates = options.validate ?? false
    this.#standard = { method: this.#method, ...(definition.idempotent && { attempts: idempotentAttempts }) }
  }

  async call(input: unknown, options?: RequestOptions): Promise<unknown> {
    const body = this.#bodyOf(input)
    const ready = body instanceof Promise ? await body : body
    try {
      return await this.#asking.request(this.#contract.name, ready, this.#with(options))
    } catch (error) {
      throw calledFrom(this.#told(error))
    }
  }

  async send(input: unknown, options?: RequestOptions): Promise<void> {
    const body = this.#bodyOf(input)
    const ready = body instanceof Promise ? await body : body
    try {
      await this.#asking.send(this.#contract.name, ready, this.#with(options))
    } catch (error) {
      throw calledFrom(error)
    }
  }

  stream(input: unknown, options?: StreamOptions): ReplyStream {
    const begin = (body: unknown): ReplyStream => {
      const chunks = this.#asking.stream(this.#contract.name, body, this.#with(options))
      return mappedStream(chunks, (error) => this.#told(error))
    }
    try {
      const body = this.#bodyOf(input)
      return body instanceof Promise ? pendingStream(body.then(begin)) : begin(body)
    } catch (error) {
      return pendingStream(Promise.reject(error))
    }
  }

  map(
    inputs: Iterable<unknown> | AsyncIterable<unknown>,
    options: MapOptions = {},
  ): AsyncIterableIterator<unknown, void, undefined> {
    const ask: Ask = (input, given) => this.call(input, given)
    return mapRequests(inputs, { ask, target: this.#contract.name }, options)
  }

  async broadcast(input: unknown, options?: RequestOptions): Promise<readonly BroadcastResult<unknown>[]> {
    const { deadlineMs, signal } = options ?? {}
    const service = this.#contract.name
    const askedAt = performance.now()
    const workers = await this.#asking.find(service, {
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(signal && { signal }),
    })
    // The deadline is that of all of it.
    const left = deadlineMs !== undefined && { deadlineMs: Math.max(1, deadlineMs - (performance.now() - askedAt)) }
    return broadcast(workers, (worker) => this.call(input, { ...options, ...left, to: worker }))
  }

  #with<Options extends RequestOptions>(options: Options | undefined): Options | RequestOptions {
    if (!options) return this.#standard
    const given = { ...this.#standard, ...options, method: this.#method }
    // One that is there and undefined is left out.
    return options.attempts === undefined && this.#definition.idempotent
      ? { ...given, attempts: idempotentAttempts }
      : given
  }

  /** @throws RequestError `bad-request`, `invalid-input` */
  #bodyOf(input: unknown): unknown {
    if (!this.#validates) return this.#encode(input)
    return checked(this.#definition.input, input, ({ issues }) => {
      // The worker checks it again, and may change it then: so it is sent as it was given.
      if (!issues) return this.#encode(input)
      const { name: target } = this.#contract
      throw new RequestError('invalid-input', describeInvalidInput(target, this.#name, issues), { target, issues })
    })
  }

  #encode(input: unknown): unknown {
    try {
      return encodeBody(input, this.#definition.codec ?? this.#contract.codec)
    } catch (cause) {
      const message = cause instanceof ProtocolError ? cause.message : String(cause)
      throw this.#refusal(`the input of ${this.#name}: ${message}`, { cause })
    }
  }

  #refusal(message: string, options?: ErrorOptions): RequestError {
    return new RequestError('bad-request', message, { target: this.#contract.name, ...options })
  }

  /** What the two have that the other has not, only this side can say. */
  #told(error: unknown): unknown {
    if (!(error instanceof RequestError) || error.code !== 'contract-mismatch' || !error.contract) return error
    const message = describeMismatch(this.#contract, this.#name, error.contract)
    return new RequestError('contract-mismatch', message, {
      target: error.target,
      contract: error.contract,
      cause: error,
    })
  }
}
