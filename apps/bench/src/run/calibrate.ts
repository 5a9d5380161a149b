/** How many rounds of the workers' loop take 50 µs on this machine, while nothing else runs. */
import { spin } from '../workers/work.js'

const wantedMicroseconds = 50
const roundsTried = 2_000_000
/** The least of several is the one that was not interrupted. */
const tries = 10

export function calibrateSpin(): number {
  const times = Array.from({ length: tries }, () => {
    const startedAt = performance.now()
    spin(roundsTried)
    return (performance.now() - startedAt) * 1000
  })
  return Math.round((roundsTried * wantedMicroseconds) / Math.min(...times))
}
