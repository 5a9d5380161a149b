/** A client: requests over one connection to one broker, each ending within its deadline. */
import { type CallerOptions, clientOf, type Contract, type TypedClient } from '@errand/contract'
import {
  assertOption,
  assertOptions,
  type FindOptions,
  type ReplyStream,
  type Requester,
  requester,
  type RequestOptions,
  type StreamOptions,
} from '@errand/requests'
import { timerMsMax } from '@errand/timing'
import type { BrokerLink, BrokerLinkEvents } from './broker-link.js'
import { DirectBrokerLink } from './direct-broker-link.js'
import { JsonLink } from './json-link.js'
import { type ClientOptions, resolveClientOptions, type ResolvedClientOptions } from './options.js'
import { PacketLink } from './packet-link.js'

export interface CloseOptions {
  /**
   * Milliseconds that open requests have to end by themselves; then they end with `closed`. 0 to 2,147,483,647.
   * @default 5000
   */
  readonly drainMs?: number
}

export interface Client extends AsyncDisposable {
  /**
   * Asks a worker, or any worker of a service, and resolves with what its handler returned. Any number at a time.
   *
   * @param target name of a worker or of a service
   * @param body a Uint8Array travels as bytes; anything else as JSON, with JSON's rules
   * @throws RequestError with a `code`, always within the deadline
   * @throws OptionError, ProtocolError where an option or the name is not allowed; nothing was sent then
   */
  request<Reply = unknown>(target: string, body?: unknown, options?: RequestOptions): Promise<Reply>

  /**
   * The same for an answer that comes in chunks, as fast as they are read. It ends within its deadline, as any request: what
   * goes wrong is thrown where the chunks are read, and rejects `result`.
   */
  stream<Chunk = unknown, Result = unknown>(
    target: string,
    body?: unknown,
    options?: StreamOptions,
  ): ReplyStream<Chunk, Result>

  /**
   * Hands work over: resolves as soon as the broker has accepted it, and rejects where it has not. What becomes of it nobody
   * is told; it goes on when this client leaves.
   *
   * @throws as `request`
   */
  send(target: string, body?: unknown, options?: RequestOptions): Promise<void>

  /**
   * @returns the names of the workers that serve a target, as they are now
   * @throws RequestError `unknown-target` where there is none
   */
  find(target: string, options?: FindOptions): Promise<readonly string[]>

  /**
   * The tasks of a contract, to be asked for by this client: typed, and checked by the workers that serve it.
   *
   * ```ts
   * const { bytes } = await client.of(images).resize({ url, width: 200 }, { deadlineMs: 2_000 })
   * ```
   */
  of<C extends Contract>(contract: C, options?: CallerOptions): TypedClient<C>

  /** Requests that have not ended. */
  readonly pending: number

  /**
   * Takes no more requests, lets the open ones end, closes the connection. Late callers join.
   *
   * @throws OptionError
   */
  close(options?: CloseOptions): Promise<void>

  /** Ends all open requests with `closed` and closes the connection at once. */
  destroy(): void
}

const standardDrainMs = 5000

class BrokerClient implements Client {
  readonly #requester: Requester
  readonly #link: BrokerLink
  #isClosed = false
  #closing: Promise<void> | undefined

  constructor(options: ClientOptions) {
    const resolved = resolveClientOptions(options)
    const events: BrokerLinkEvents = {
      answered: (record) => this.#requester.settle(record),
      lost: (what) => this.#requester.connectionLost(what),
      refused: (code, message) => this.#refused(code, message),
    }
    this.#link = linkOf(resolved, events)
    const { clock, codecs, limits, deadlineMs, whenOverloaded, heldBytesMax } = resolved
    this.#requester = requester({
      link: this.#link,
      clock,
      codecs,
      limits,
      defaultDeadlineMs: deadlineMs,
      whenOverloaded,
      waitingBytesMax: heldBytesMax,
    })
  }

  get pending(): number {
    return this.#requester.pending
  }

  request<Reply>(target: string, body?: unknown, options?: RequestOptions): Promise<Reply> {
    return this.#requester.request(target, body, options) as Promise<Reply>
  }

  stream<Chunk, Result>(target: string, body?: unknown, options?: StreamOptions): ReplyStream<Chunk, Result> {
    return this.#requester.stream(target, body, options) as ReplyStream<Chunk, Result>
  }

  send(target: string, body?: unknown, options?: RequestOptions): Promise<void> {
    return this.#requester.send(target, body, options)
  }

  find(target: string, options?: FindOptions): Promise<readonly string[]> {
    return this.#requester.find(target, options)
  }

  of<C extends Contract>(contract: C, options?: CallerOptions): TypedClient<C> {
    return clientOf(contract, this, options)
  }

  close(options: CloseOptions = {}): Promise<void> {
    assertOptions(options)
    const { drainMs = standardDrainMs } = options
    const isAllowed = typeof drainMs === 'number' && drainMs >= 0 && drainMs <= timerMsMax
    assertOption(isAllowed, 'drainMs', drainMs, `a number from 0 to ${timerMsMax}`)
    this.#closing ??= this.#drain(drainMs)
    return this.#closing
  }

  destroy(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#requester.close('closed', 'the client was closed')
    this.#link.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A packet that the broker could not read costs what was in it; another version of the protocol, everything. */
  #refused(code: string, message: string): void {
    if (code === 'unsupported-version') this.#requester.close(code, message)
  }

  async #drain(drainMs: number): Promise<void> {
    this.#requester.refuseNew('closed', 'the client was closed')
    let timer: NodeJS.Timeout | undefined
    const drained = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs)
    })
    await Promise.race([this.#requester.whenIdle(), drained])
    clearTimeout(timer)
    this.destroy()
  }
}

function linkOf(options: ResolvedClientOptions, events: BrokerLinkEvents): BrokerLink {
  const { direct, profile } = options
  if (direct) return new DirectBrokerLink(direct, options, events)
  return profile === 'json' ? new JsonLink(options, events) : new PacketLink(options, events)
}

/**
 * Opens a client. The connection is made in the background, and made again where it breaks.
 *
 * @throws OptionError, ProtocolError, SocketsError where an option is not allowed
 */
export function connect(options: ClientOptions): Client {
  return new BrokerClient(options)
}
