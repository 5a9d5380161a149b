/** What a run ends with: its counts, and what it was asked to do. */
import { type StopReason, stopExitCodes } from './stop-request.js'
import type { Counts } from './tally.js'

export interface Summary extends Counts {
  readonly example: string
  /** The flags that shaped the run, by their names in code. */
  readonly flags: Readonly<Record<string, number | string>>
  /** Why it ended before all requests were sent. */
  readonly stoppedBy?: StopReason
}

/** Those that have a value; the others only change what is printed. */
export function shapingFlags(flags: Readonly<Record<string, number | string | boolean>>): Summary['flags'] {
  const shaping = Object.entries(flags).filter(([, value]) => typeof value !== 'boolean')
  return Object.fromEntries(shaping) as Summary['flags']
}

export function exitCodeOf({ stoppedBy, failures }: Pick<Summary, 'stoppedBy' | 'failures'>): number {
  if (stoppedBy !== undefined) return stopExitCodes[stoppedBy]
  return Object.keys(failures).length === 0 ? 0 : 1
}
