/** A thread that runs handlers: started with a descriptor, and ended by force where it does not end by itself. */
import { setTimeout as delay } from 'node:timers/promises'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { type LaunchDescriptor, launchKey } from '@errand/protocol'
import type { ThreadHandle } from '@errand/sockets'
import { portableError } from '../portable-error.js'
import type { EndReason } from './end-reason.js'
import { moduleOf } from './module-of.js'

export interface ThreadOptions {
  readonly descriptor: LaunchDescriptor
  readonly module: URL | string
  readonly data: unknown
  readonly execArgv: readonly string[] | undefined
  readonly resourceLimits: ResourceLimits | undefined
  /** Keeps it out of ZeroMQ at its end; undefined where it has no sockets. */
  readonly handle: ThreadHandle | undefined
  /** The thread has ended, whyever; called once. */
  readonly ended: (reason: EndReason, error: unknown) => void
}

/**
 * A zeromq call takes microseconds, a thread's first one, which loads the addon, some ten milliseconds, and longer where
 * hundreds of threads start at once. One that is still in a call after this is stuck in the addon.
 */
const quietMsMax = 10_000

/** Between two looks at a thread that is in a call. */
const lookMs = 5

/** V8 ends JavaScript at once; a thread that is not gone after this is in native code, which nothing can end. */
const terminateMsMax = 1000

export class LaunchedThread {
  readonly worker: Worker
  readonly #name: string
  readonly #handle: ThreadHandle | undefined
  readonly #exited: Promise<void>

  /** @throws TypeError and others, where Node cannot start it */
  constructor({ descriptor, module, data, execArgv, resourceLimits, handle, ended }: ThreadOptions) {
    this.#name = descriptor.name
    this.#handle = handle
    this.worker = new Worker(moduleOf(module), {
      name: descriptor.name,
      workerData: { [launchKey]: descriptor, data },
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    })
    this.#exited = new Promise((resolve) => {
      let thrown: { readonly error: unknown } | undefined
      this.worker.once('error', (error) => {
        thrown = { error }
      })
      this.worker.once('exit', (code) => {
        resolve()
        ended(thrown ? reasonOf(thrown.error) : { kind: 'exited', code }, thrown?.error)
      })
    })
  }

  /**
   * Ends the thread, whatever its own JavaScript does. Safe for the process: from the raised flag on it begins no zeromq call, it
   * has no receive pending, and what it sent was copied.
   *
   * @returns false where it is stuck in native code; it is left to itself then
   */
  async end(): Promise<boolean> {
    const isQuiet = await this.#isQuiet()
    if (isQuiet) void this.worker.terminate()
    if (isQuiet && (await this.#exitsWithin(terminateMsMax))) return true
    this.worker.unref()
    const message = `the thread of ${this.#name} is stuck in native code; it is left to itself, and holds up the end of the process`
    process.emitWarning(message, { code: 'ERRAND_THREAD_STUCK' })
    return false
  }

  /** For the end of the whole process: makes it safe, without waiting for the thread. */
  makeSafe(): void {
    this.#handle?.raiseClosing()
    this.#handle?.waitUntilQuiet(quietMsMax)
  }

  async #isQuiet(): Promise<boolean> {
    if (!this.#handle) return true
    this.#handle.raiseClosing()
    // The broker goes on with its work meanwhile.
    for (let leftMs = quietMsMax; leftMs > 0; leftMs -= lookMs) {
      if (this.#handle.waitUntilQuiet(0)) return true
      await delay(lookMs)
    }
    return false
  }

  async #exitsWithin(ms: number): Promise<boolean> {
    const controller = new AbortController()
    const late = delay(ms, false, { signal: controller.signal }).catch(() => false)
    const inTime = await Promise.race([this.#exited.then(() => true), late])
    controller.abort()
    return inTime
  }
}

/** What Node's `error` event says of a thread. */
function reasonOf(error: unknown): EndReason {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return { kind: 'heap' }
  return { kind: 'threw', error: portableError(error) }
}
