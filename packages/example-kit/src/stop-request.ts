/** Asks a run to stop early: by Ctrl-C, by SIGTERM, or because nobody reads its output any more. */
import { performance } from 'node:perf_hooks'

/** The exit code that says why: what a shell reports for a program that was ended by that signal. */
export const stopExitCodes = { SIGINT: 130, SIGTERM: 143, SIGPIPE: 141 } as const

export type StopReason = keyof typeof stopExitCodes

/** A closed output is no signal here: Node tells of it as an error of the stream. */
const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * The same signal, sooner than this after the first, is the first: at Ctrl-C the terminal tells the whole group of
 * processes, and a package manager among them passes on what this one was told already.
 */
const echoMs = 500

export interface StopRequest {
  /** Aborted when a stop was asked for. */
  readonly signal: AbortSignal
  readonly reason: StopReason | undefined
  ask(reason: StopReason): void
}

/**
 * Takes the program's signals: the first asks for a stop in order, the second ends it at once.
 *
 * @param now milliseconds of any clock that only goes forward
 */
export function stopRequest(
  program: Pick<NodeJS.Process, 'on' | 'exit'> = process,
  now: () => number = () => performance.now(),
): StopRequest {
  const controller = new AbortController()
  let reason: StopReason | undefined
  let askedAt = 0
  const ask = (asked: StopReason): void => {
    if (reason !== undefined) return
    reason = asked
    askedAt = now()
    controller.abort(reason)
  }
  for (const signal of signals) {
    program.on(signal, () => {
      if (reason === undefined) ask(signal)
      else if (signal !== reason || now() - askedAt >= echoMs) program.exit(stopExitCodes[signal])
    })
  }
  return {
    signal: controller.signal,
    get reason() {
      return reason
    },
    ask,
  }
}
