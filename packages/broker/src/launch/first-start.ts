/** Whether something launched has served at all: a broker that starts waits for that. */
import { SocketsError } from '@errand/sockets'
import { BrokerError } from '../broker-error.js'

export class FirstStart {
  /** Resolves when it is ready for the first time; rejects when it has failed before, or will not be tried any more. */
  readonly done: Promise<void>
  #hasServed = false
  #settle: { resolve(): void; reject(error: Error): void } | undefined

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    // Of many that fail together, the first is told.
    this.done.catch(() => undefined)
  }

  get hasServed(): boolean {
    return this.#hasServed
  }

  served(): void {
    this.#hasServed = true
    this.#settle?.resolve()
  }

  /** @param cause what it failed by, if that was an error; that of an endpoint says all by itself */
  failed(name: string, message: string, cause: unknown): void {
    if (cause instanceof SocketsError) this.#settle?.reject(cause)
    else this.#settle?.reject(new BrokerError('worker-start-failed', `${name} did not start: ${message}`, { cause }))
  }

  /** Does nothing where it has served, or failed. */
  closed(name: string): void {
    this.#settle?.reject(new BrokerError('closed', `the broker was closed before ${name} had started`))
  }
}
