/** Waits for launched threads to be ready, and makes one error of whatever keeps one from it. */
import type { BrokerError } from '../broker-error.js'
import { startFault } from './thread.js'

export class Starts {
  readonly #waiting = new Map<string, { resolve(): void; reject(error: BrokerError): void }>()

  /** Resolves when the thread is ready. Rejects when it ends before, or is late. */
  wait(name: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.failed(
          name,
          `it was not ready within ${timeoutMs} ms; does its module call runWorker or runLoop? Many threads need a longer startTimeoutMs`,
          undefined,
        )
      }, timeoutMs)
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        this.#waiting.delete(name)
        act()
      }
      this.#waiting.set(name, { resolve: () => settle(resolve), reject: (error) => settle(() => reject(error)) })
    })
  }

  ready(name: string): void {
    this.#waiting.get(name)?.resolve()
  }

  failed(name: string, reason: string, cause: unknown): void {
    this.#waiting.get(name)?.reject(startFault(name, reason, cause))
  }

  ended(name: string, reason: string, cause: unknown): void {
    const hint =
      cause === undefined ? `${reason} before it was ready; does its module call runWorker or runLoop?` : reason
    this.failed(name, hint, cause)
  }
}
