/** What all parts of a simulated world share. */
import type { Ledger } from '../audit/ledger.js'
import type { Situations } from '../audit/situations.js'
import type { Random } from '../engine/random.js'
import type { World } from '../engine/world.js'
import type { SimNetwork } from '../network/sim-network.js'
import type { Spoiler } from '../network/spoiler.js'
import type { Plan } from '../plan.js'

export interface Scene {
  readonly world: World
  readonly network: SimNetwork
  readonly spoiler: Spoiler
  readonly ledger: Ledger
  readonly situations: Situations
  readonly plan: Plan
  /** What can be asked for. */
  readonly targets: readonly string[]
  /** Whether nothing is lost, and nobody is ever late. */
  readonly isCalm: boolean
  /** Whether faults still happen. */
  readonly isChaos: () => boolean
  /** How much clients ask, as a share of what they ask in the chaos; 0 for nothing more. */
  readonly load: () => number
  randomOf(name: string): Random
}

/** Where clients and attached workers find the broker, whichever it is. */
export const frontEndpoint = 'ipc:///simulated/front'
export const resultsEndpoint = 'inproc://simulated/results'
/** Of launched threads: the same socket as `frontEndpoint`, by another way. */
export const innerFrontEndpoint = 'inproc://simulated/front'

/** A worker that does not keep to the protocol. */
export const rogueName = 'rogue'
