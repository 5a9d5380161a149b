/** Everything that a run found, as it stands in the JSON file. */
import { claims, specOf, type Verdict, verdictsOf } from '../figures/claims.js'
import { type Ratio, ratioOf, throughputSpecs } from '../figures/ratios.js'
import type { Samples, Summary } from '../figures/sample.js'
import { summaryOf } from '../figures/statistics.js'
import type { Group } from '../run/plan.js'
import type { Surroundings } from '../run/surroundings.js'
import type { Load, SliceTimes } from '../scenarios/load.js'
import type { Setup } from '../scenarios/setup.js'

export interface Absence {
  readonly system: string
  readonly scenario?: string
  readonly reason: string
}

interface RunSettings {
  readonly isQuick: boolean
  readonly rounds: number
  readonly spinRounds: number
  /** By group: how long its slices were. */
  readonly slices: { readonly [group: string]: SliceTimes }
}

export interface Results extends Surroundings {
  /** Raised when files of before can no longer be read. */
  readonly format: 1
  readonly startedAt: string
  readonly seconds: number
  readonly settings: RunSettings
  /** Hundredths of the machine that others used meanwhile. */
  readonly othersPercent: number
  readonly systems: { readonly [name: string]: { readonly tells: string; readonly carries: object } }
  readonly scenarios: { readonly [name: string]: { readonly load: Load; readonly setup: Partial<Setup> } }
  readonly leftOut: readonly Absence[]
  /** By scenario, then by system. */
  readonly figures: { readonly [scenario: string]: { readonly [system: string]: Summary } }
  /** Medians of the rounds' ratios. Throughput, where nothing stands before a colon. */
  readonly ratios: { readonly [key: string]: number }
  readonly ratioDetails: { readonly [key: string]: Omit<Ratio, 'key' | 'median'> }
  readonly claims: readonly Verdict[]
}

export interface Found {
  readonly groups: readonly Group[]
  readonly samples: Samples
  readonly leftOut: readonly Absence[]
  readonly settings: RunSettings
  readonly surroundings: Surroundings
  readonly othersPercent: number
  readonly startedAt: Date
  readonly seconds: number
}

export function resultsOf({ groups, samples, surroundings, startedAt, ...rest }: Found): Results {
  const slices = groups.flatMap((group) => group.slices)
  const ratios = allRatios(samples)
  return {
    format: 1,
    startedAt: startedAt.toISOString(),
    seconds: rest.seconds,
    ...surroundings,
    settings: rest.settings,
    othersPercent: rest.othersPercent,
    systems: Object.fromEntries(slices.map(({ system: { name, tells, carries } }) => [name, { tells, carries }])),
    scenarios: Object.fromEntries(slices.map(({ scenario: { name, load, setup = {} } }) => [name, { load, setup }])),
    leftOut: rest.leftOut,
    figures: figuresOf(samples),
    ratios: Object.fromEntries(ratios.map(({ key, median }) => [key, median])),
    ratioDetails: Object.fromEntries(
      ratios.map(({ key, better, rounds, min, max }) => [key, { better, rounds, min, max }]),
    ),
    claims: verdictsOf(samples),
  }
}

function figuresOf(samples: Samples): Results['figures'] {
  return Object.fromEntries(
    [...samples].map(([scenario, systems]) => [
      scenario,
      Object.fromEntries([...systems].map(([system, rounds]) => [system, summaryOf(rounds)])),
    ]),
  )
}

function allRatios(samples: Samples): readonly Ratio[] {
  const claimed = claims.filter((claim) => 'key' in claim).map(specOf)
  const known = new Set(claimed.map(({ key }) => key))
  const specs = [...claimed, ...throughputSpecs(samples).filter(({ key }) => !known.has(key))]
  return specs.map((spec) => ratioOf(spec, samples)).filter((ratio) => ratio !== undefined)
}
