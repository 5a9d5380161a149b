/** A scenario: what systems are asked to do, under which set-up, and which of them. */
import type { System } from '../systems/system.js'
import type { Load } from './load.js'
import { type Setup, usualSetup } from './setup.js'

export interface Scenario {
  /** What stands behind the @ of a ratio. */
  readonly name: string
  /** Scenarios of a group run interleaved; their systems are up together. */
  readonly group: string
  readonly setup?: Partial<Setup>
  readonly load: Load
  /** Those that can take it, or those of them that are named here. */
  readonly systems?: readonly string[]
  /** Those that take it in a quick run. @default none */
  readonly quick?: readonly string[]
  /** How many times as long as others its slices are in a quick run, for claims that leave little room. @default 1 */
  readonly quickTimes?: number
}

export function setupOf({ setup }: Scenario, spinRounds: number): Setup {
  return { ...usualSetup, ...setup, spinRounds }
}

export function canTake({ can }: System, scenario: Scenario): boolean {
  const { load } = scenario
  const { workers, handler, depth } = setupOf(scenario, 0)
  if (!can.forms.includes(load.body.form) || load.body.bytes > can.bodyBytesMax) return false
  if (!can.handlers.includes(handler) || workers > can.workersMax) return false
  if (depth > 0 && !can.canNest) return false
  if (load.kind === 'flood') return can.isProbe === true
  if (can.isProbe === true) return load.kind === 'backlog'
  if (load.kind === 'closed') return load.inFlight <= can.inFlightMax
  return can.canBePaced
}
