/** Loaded before a program of somebody else's (`--import`): ends its process at a moment that the environment names. */
import { isMainThread } from 'node:worker_threads'

export type OwnEnding = 'exits' | 'throws'

/** The variable: how it ends, and after how many milliseconds. */
export const endingVariable = 'ERRAND_FAULTS_ENDING'

const [ending, ms] = (process.env[endingVariable] ?? '').split(':')

// Its threads are started with the same arguments.
if (isMainThread && ending !== '') {
  const timer = setTimeout(() => {
    if (ending === 'exits') process.exit(7)
    throw new Error('an uncaught error in the main program')
  }, Number(ms))
  timer.unref()
}
