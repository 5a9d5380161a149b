/** What a system is started with. Two scenarios with the same set-up use the same processes. */

/**
 * What a worker does before it answers: nothing, 50 µs of computing, 5 ms of waiting; `hold` never answers, so that
 * requests stay where they wait.
 */
export type Handler = 'nothing' | 'cpu' | 'wait' | 'hold'

export interface Setup {
  readonly workers: number
  readonly handler: Handler
  /** How many further workers a request goes through, each asked by the one before it. */
  readonly depth: number
  /** Temporary sockets of a pool: one for a burst of messages, or one for each. */
  readonly temporarySockets: 'burst' | 'message'
  /** Rounds of the loop that takes 50 µs on this machine. */
  readonly spinRounds: number
}

export const usualSetup: Omit<Setup, 'spinRounds'> = {
  workers: 2,
  handler: 'nothing',
  depth: 0,
  temporarySockets: 'burst',
}
