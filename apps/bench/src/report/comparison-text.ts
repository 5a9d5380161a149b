/** What a comparison with an earlier run says. */
import type { Change, Comparison } from '../figures/check.js'
import { numberText } from './number-text.js'

export function comparisonText({ worse, better, compared }: Comparison, tolerance: number): string {
  const limit = `${numberText(tolerance * 100)} %`
  const sum = `${compared} ratios compared: ${worse.length} worse and ${better.length} better by more than ${limit}`
  return [
    sum,
    ...worse.map((change) => lineOf('worse', change)),
    ...better.map((change) => lineOf('better', change)),
  ].join('\n')
}

function lineOf(what: string, { key, before, now, worseBy }: Change): string {
  const percent = numberText(Math.abs(worseBy) * 100)
  return `  ${what.padEnd(6)} ${key}: ${numberText(before)} before, ${numberText(now)} now (${percent} %)`
}
