/** Asks a run to stop early: by Ctrl-C, by SIGTERM, or because nobody reads its output any more. */

/** The exit code that says why: what a shell reports for a program that was ended by that signal. */
export const stopExitCodes = { SIGINT: 130, SIGTERM: 143, SIGPIPE: 141 } as const

export type StopReason = keyof typeof stopExitCodes

/** A closed output is no signal here: Node tells of it as an error of the stream. */
const signals = ['SIGINT', 'SIGTERM'] as const

export interface StopRequest {
  /** Aborted when a stop was asked for. */
  readonly signal: AbortSignal
  readonly reason: StopReason | undefined
  ask(reason: StopReason): void
}

/** Takes the program's signals: the first asks for a stop in order, the second ends it at once. */
export function stopRequest(program: Pick<NodeJS.Process, 'on' | 'exit'> = process): StopRequest {
  const controller = new AbortController()
  let reason: StopReason | undefined
  const ask = (asked: StopReason): void => {
    reason ??= asked
    controller.abort(reason)
  }
  for (const signal of signals) {
    program.on(signal, () => {
      if (reason === undefined) ask(signal)
      else program.exit(stopExitCodes[signal])
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
