/**
 * Notices a child process that was stopped, by SIGSTOP or a debugger, also while it has nothing to do. Silence alone says
 * nothing: a busy event loop is silent, too, and so is all that came while the broker itself was paused. So when heartbeats stay
 * away, the operating system is asked what the process does; only Linux tells. It is asked twice: a terminal's Ctrl-Z stops
 * both, and the broker may go on a moment before its process does.
 */
import { readFileSync } from 'node:fs'
import type { Clock, Timer } from '@errand/timing'

/** Heartbeats that stay away before anybody looks. */
const missedMax = 3

export interface StoppedWatchOptions {
  readonly clock: Clock
  /** Between its heartbeats; 0 where it sends none, and is not watched. */
  readonly intervalMs: number
  readonly isStopped: () => boolean
  readonly onStopped: () => void
}

export class StoppedWatch {
  readonly #options: StoppedWatchOptions
  #timer: Timer | undefined

  constructor(options: StoppedWatchOptions) {
    this.#options = options
  }

  /** It lives: a heartbeat came, or its announcement. */
  heard(): void {
    const { intervalMs } = this.#options
    if (intervalMs > 0) this.#after(missedMax * intervalMs, () => this.#look())
  }

  end(): void {
    this.#timer?.cancel()
  }

  #look(): void {
    const { intervalMs, isStopped } = this.#options
    if (isStopped()) this.#after(intervalMs, () => this.#lookAgain())
    else this.heard()
  }

  #lookAgain(): void {
    const { isStopped, onStopped } = this.#options
    if (isStopped()) onStopped()
    else this.heard()
  }

  #after(ms: number, act: () => void): void {
    const { clock } = this.#options
    this.#timer?.cancel()
    this.#timer = clock.setTimer(clock.now() + ms, act, { keepsProcessAlive: false })
  }
}

/** The states of a process that was stopped, in `/proc/<pid>/stat`: by a signal, and by whoever traces it. */
const stoppedStates = new Set(['T', 't'])

/** @returns false where nobody tells */
export function isProcessStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Behind the name, which is in brackets and may have any in it.
    return stoppedStates.has(stat.charAt(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}
