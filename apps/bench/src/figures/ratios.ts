/**
 * Ratios between systems, or between scenarios of one. Each round gives one, of slices that ran moments apart, and the
 * median of these stands for all: what the machine did meanwhile to both is divided out.
 */
import type { FigureName, Sample, Samples, Spread } from './sample.js'
import { spreadOf } from './statistics.js'

interface Point {
  readonly system: string
  readonly scenario: string
}

export interface RatioSpec {
  readonly key: string
  readonly figure: FigureName
  readonly over: Point
  /** Of several, the one with the best median: its best setting. */
  readonly under: readonly Point[]
  /** What is below is taken so many times. @default 1 */
  readonly times?: number
  readonly better: 'higher' | 'lower'
}

export interface Ratio extends Spread {
  readonly key: string
  readonly better: 'higher' | 'lower'
  readonly rounds: number
}

/** @returns undefined where one side has no figure in any round */
export function ratioOf(spec: RatioSpec, samples: Samples): Ratio | undefined {
  const ratios = spec.under.map((under) => perRound(spec, under, samples)).filter((rounds) => rounds.length > 0)
  const spreads = ratios.map((rounds) => ({ ...spreadOf(rounds), rounds: rounds.length }))
  // The best one below is the one that makes the worst ratio.
  const worst = spreads.reduce<(typeof spreads)[number] | undefined>(
    (found, one) => (found === undefined || isWorse(spec, one, found) ? one : found),
    undefined,
  )
  return worst && { key: spec.key, better: spec.better, ...worst }
}

function isWorse({ better }: RatioSpec, one: Spread, other: Spread): boolean {
  return better === 'higher' ? one.median < other.median : one.median > other.median
}

function perRound(spec: RatioSpec, under: Point, samples: Samples): readonly number[] {
  const [above, below] = [samplesAt(spec.over, samples), samplesAt(under, samples)]
  const { figure, times = 1 } = spec
  return above
    .map((sample, round) => (sample?.[figure] ?? Number.NaN) / (times * (below[round]?.[figure] ?? Number.NaN)))
    .filter((ratio) => Number.isFinite(ratio))
}

function samplesAt({ system, scenario }: Point, samples: Samples): readonly (Sample | undefined)[] {
  return samples.get(scenario)?.get(system) ?? []
}

/** Throughput of each of errand's own systems against each other system, in each scenario that both ran. */
export function throughputSpecs(samples: Samples): readonly RatioSpec[] {
  return [...samples].flatMap(([scenario, systems]) => {
    const names = [...systems.keys()]
    const [ours, others] = [names.filter(isOurs), names.filter((name) => !isOurs(name))]
    return ours.flatMap((our) =>
      others.map((other): RatioSpec => ({
        key: `${our}/${other}@${scenario}`,
        figure: 'perSecond',
        over: { system: our, scenario },
        under: [{ system: other, scenario }],
        better: 'higher',
      })),
    )
  })
}

function isOurs(system: string): boolean {
  return system.startsWith('errand-')
}
