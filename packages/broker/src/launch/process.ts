/** A child process that runs a worker: started with a descriptor in its environment, and ended by signals. */
import { type ChildProcess, fork } from 'node:child_process'
import { type LastWords, launchKey, launchVariable, type ProcessLaunch, readLastWords } from '@errand/protocol'
import { portableError } from '../portable-error.js'
import type { EndReason } from './end-reason.js'
import type { ResolvedWorker } from './launch-options.js'
import { moduleOf } from './module-of.js'
import { isProcessStopped } from './stopped-watch.js'

/** What SIGTERM is meant to end is gone in milliseconds; what was stopped, or listens to it, is ended by SIGKILL then. */
const termMsMax = 500

/** Its place in `stdio`, behind the three that every process has and the channel to its parent. */
const inheritedFd = 4

export class LaunchedProcess {
  readonly #child: ChildProcess
  readonly #exited: Promise<void>

  /** @param startsFd of the file in which it notes what it starts @param ended called once @throws TypeError and others, where Node cannot start it */
  constructor(
    descriptor: ProcessLaunch,
    { module, data, env, execArgv = process.execArgv, resourceLimits }: ResolvedWorker,
    startsFd: number | undefined,
    ended: (reason: EndReason, error: unknown) => void,
  ) {
    const shared = startsFd === undefined ? {} : { startsFd: inheritedFd }
    const heapMb = resourceLimits?.maxOldGenerationSizeMb
    this.#child = fork(moduleOf(module), {
      env: {
        ...process.env,
        ...env,
        [launchVariable]: JSON.stringify({ [launchKey]: { ...descriptor, ...shared }, data }),
      },
      execArgv: [...execArgv, ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`])],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...(startsFd === undefined ? [] : [startsFd])],
    })
    this.#exited = new Promise((resolve) => {
      const end = (reason: EndReason, error?: unknown): void => {
        resolve()
        ended(reason, error)
      }
      let words: LastWords | undefined
      this.#child.on('message', (message) => {
        words ??= readLastWords(message)
      })
      // Not its exit, which can come before what it said last.
      this.#child.once('close', (code, signal) => end(reasonOf(code, signal, words)))
      this.#child.once('error', (error) => {
        // It was never there; other errors, of messages or signals, are followed by its end.
        if (this.#child.pid === undefined)
          end({ kind: 'start-failed', message: error.message, error: portableError(error) }, error)
      })
    })
  }

  /** Resolves when it has ended, whatever its code does. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => void this.#child.kill('SIGKILL'), termMsMax)
    await this.#exited
    clearTimeout(timer)
  }

  /** Whether it was stopped, where the operating system tells. */
  isStopped(): boolean {
    const { pid } = this.#child
    return pid !== undefined && isProcessStopped(pid)
  }

  /** At once. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

function reasonOf(code: number | null, signal: NodeJS.Signals | null, words: LastWords | undefined): EndReason {
  if (signal !== null) return { kind: 'signal', signal }
  if (words) return { kind: 'threw', error: { stack: undefined, code: undefined, cause: undefined, ...words } }
  return { kind: 'exited', code: code ?? 0 }
}
