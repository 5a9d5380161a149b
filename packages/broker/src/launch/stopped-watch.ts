/**
 * Notices a child process that was stopped, by SIGSTOP or a debugger, also while it has nothing to do. Silence alone says
 * nothing: a busy event loop is silent, too, and so is all that came while the broker itself was paused. So when heartbeats stay
 * away, the operating system is asked what the process does; only Linux tells.
 */
import { readFileSync } from 'node:fs'

/** Heartbeats that stay away before anybody looks. */
const missedMax = 3

export class StoppedWatch {
  readonly #isStopped: () => boolean
  readonly #onStopped: () => void
  readonly #afterMs: number
  #timer: NodeJS.Timeout | undefined

  /** @param intervalMs between its heartbeats; 0 where it sends none */
  constructor(intervalMs: number, isStopped: () => boolean, onStopped: () => void) {
    this.#afterMs = missedMax * intervalMs
    this.#isStopped = isStopped
    this.#onStopped = onStopped
  }

  /** It lives: a heartbeat came, or its announcement. */
  heard(): void {
    if (this.#afterMs === 0) return
    if (this.#timer) this.#timer.refresh()
    else this.#timer = setTimeout(() => this.#look(), this.#afterMs).unref()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #look(): void {
    if (this.#isStopped()) this.#onStopped()
    else this.#timer?.refresh()
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
