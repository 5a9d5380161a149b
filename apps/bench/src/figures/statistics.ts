/** Median, and the least and the most, of what the rounds gave. */
import { type FigureName, figureNames, type Sample, type Spread, type Summary } from './sample.js'

/** @throws RangeError where there are no values */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('there is no median of nothing')
  const sorted = [...values].toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] as number
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number }
}

export function summaryOf(samples: readonly (Sample | undefined)[]): Summary {
  const summary: { [figure in FigureName]?: Spread } = {}
  for (const figure of figureNames) {
    const values = samples.map((sample) => sample?.[figure]).filter((value) => value !== undefined)
    if (values.length > 0) summary[figure] = spreadOf(values)
  }
  return summary
}
