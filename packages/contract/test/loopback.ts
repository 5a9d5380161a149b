/** Asks a service in the same process: bodies travel as they would, and nothing else is between the two. */
import { payloadCodecs } from '@errand/protocol'
import { RequestError, type RequestOptions } from '@errand/requests'
import {
  type Asking,
  type Contract,
  type ContractHandlers,
  contractService,
  isTaskFault,
  type ServingContext,
  withStructured,
} from '../src/index.js'

type Handlers<C extends Contract> = ContractHandlers<C, ServingContext>

const codecs = payloadCodecs(withStructured())

export class Loopback implements Asking {
  readonly #service
  /** What was asked for, as it was asked. */
  readonly requests: { readonly target: string; readonly options: RequestOptions | undefined }[] = []

  constructor(service: ReturnType<typeof contractService>) {
    this.#service = service
  }

  static serving<C extends Contract>(contract: C, handlers: Handlers<C>): Loopback {
    return new Loopback(contractService(contract, handlers))
  }

  async request(target: string, body?: unknown, options?: RequestOptions): Promise<unknown> {
    this.requests.push({ target, options })
    // As over a network, which no caller's stack crosses.
    await new Promise((turn) => setImmediate(turn))
    const { signal } = new AbortController()
    const context: ServingContext = { method: options?.method ?? '', signal, emit: () => Promise.resolve() }
    try {
      return travelled(await this.#service.handle(travelled(body), context))
    } catch (error) {
      if (!isTaskFault(error)) throw new RequestError('handler-failed', String(error), { target, cause: error })
      const { message, ...detail } = error.detail
      throw new RequestError(error.code, message, { ...detail, target })
    }
  }

  send(target: string, body?: unknown, options?: RequestOptions): Promise<void> {
    return this.request(target, body, options).then(() => undefined)
  }

  stream(): never {
    throw new Error('nothing streams over this')
  }

  find(): Promise<readonly string[]> {
    return Promise.resolve(['worker.1'])
  }
}

function travelled(value: unknown): unknown {
  return codecs.decode(codecs.encode(value))
}
