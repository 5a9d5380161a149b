/** A thread that runs handlers: started with a descriptor, told to stop, and ended if it does not. */
import { inspect } from 'node:util'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { type LaunchDescriptor, launchKey } from '@errand/protocol'
import type { ThreadHandle } from '@errand/sockets'
import { BrokerError } from '../broker-error.js'

export interface ThreadOptions {
  readonly descriptor: LaunchDescriptor
  readonly module: URL | string
  readonly data: unknown
  readonly resourceLimits: ResourceLimits | undefined
  readonly handle: ThreadHandle
  /** The thread has ended, whyever; called once. */
  readonly ended: (reason: string, error: unknown) => void
}

/**
 * A zeromq call takes microseconds, a thread's first one, which loads the addon, some ten milliseconds, and longer where
 * hundreds of threads start at once. One that is still in a call after this is stuck in the addon.
 */
const quietMsMax = 10_000

/** V8 ends JavaScript at once; a thread that is not gone after this is in native code, which nothing can end. */
const terminateMsMax = 1000

export class LaunchedThread {
  readonly name: string
  readonly worker: Worker
  readonly #handle: ThreadHandle
  readonly #exited: Promise<void>
  /** What ended the thread, if it was an error; anything can be thrown. */
  #error: unknown

  constructor({ descriptor, module, data, resourceLimits, handle, ended }: ThreadOptions) {
    this.name = descriptor.name
    this.#handle = handle
    this.worker = new Worker(moduleOf(module), {
      name: descriptor.name,
      workerData: { [launchKey]: descriptor, data },
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    })
    this.#exited = new Promise((resolve) => {
      this.worker.once('error', (error) => {
        this.#error = error
      })
      this.worker.once('exit', (code) => {
        resolve()
        ended(this.#reasonOf(code), this.#error)
      })
    })
  }

  /** Resolves when the thread has ended by itself, or was ended after `graceMs`. */
  async join(graceMs: number): Promise<void> {
    if (!(await this.#exitsWithin(graceMs))) await this.end()
  }

  /**
   * Ends the thread, whatever its own JavaScript does. Safe for the process: from the raised flag on it begins no zeromq call, it
   * has no receive pending, and what it sent was copied.
   */
  async end(): Promise<void> {
    this.#handle.raiseClosing()
    const isQuiet = this.#handle.waitUntilQuiet(quietMsMax)
    if (isQuiet) void this.worker.terminate()
    if (isQuiet && (await this.#exitsWithin(terminateMsMax))) return
    this.worker.unref()
    const message = `the thread of ${this.name} is stuck in native code; it is left to itself, and holds up the end of the process`
    process.emitWarning(message, { code: 'ERRAND_THREAD_STUCK' })
  }

  /** For the end of the whole process: the same, without waiting for the thread. */
  endWithProcess(): void {
    this.#handle.raiseClosing()
    this.#handle.waitUntilQuiet(quietMsMax)
  }

  async #exitsWithin(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ms)
    })
    const inTime = await Promise.race([this.#exited.then(() => true), late])
    clearTimeout(timer)
    return inTime
  }

  #reasonOf(code: number): string {
    if (this.#error === undefined) return `its thread ended with exit code ${code}`
    return `its thread ended by an error: ${this.#error instanceof Error ? this.#error.message : inspect(this.#error)}`
  }
}

/** Node takes a file URL only as a URL. */
function moduleOf(module: URL | string): URL | string {
  return typeof module === 'string' && module.startsWith('file:') ? new URL(module) : module
}

/** What a start that failed tells. */
export function startFault(name: string, reason: string, cause: unknown): BrokerError {
  return new BrokerError('worker-start-failed', `${name} did not start: ${reason}`, { cause })
}
