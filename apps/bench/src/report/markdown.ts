/** The results as they stand in docs/benchmarks.md. */
import type { Verdict } from '../figures/claims.js'
import { numberText } from './number-text.js'
import type { Results } from './results.js'
import { claimRows, rowsOf, warningsAbout } from './table.js'

export function resultsMarkdown(results: Results): string {
  return [
    whereAndWhen(results),
    ...warningsAbout(results).map((warning) => `**${warning}**`),
    '### The claims',
    markdownTable(claimRows(results.claims)),
    '### What was not good',
    missesText(results.claims),
    '### Charts',
    '![Throughput against requests in flight, latency against load, and cost against workers](images/benchmarks.svg)',
    '### Everything',
    ...Object.entries(results.figures).map(
      ([scenario, systems]) => `#### ${scenario}\n\n${markdownTable(rowsOf(systems))}`,
    ),
    '### Left out',
    leftOutText(results),
  ].join('\n\n')
}

function whereAndWhen(results: Results): string {
  const { machine, versions, commit, settings, startedAt, seconds, othersPercent, figures } = results
  const known = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `Run of ${startedAt.slice(0, 10)} at commit \`${commit}\`: ${settings.isQuick ? 'quick, ' : ''}medians of ${settings.rounds} rounds,`,
    `${Math.round(seconds / 60)} minutes in all, on ${machine.cores} × ${machine.cpu}, ${machine.system}; others used`,
    `${numberText(othersPercent)} % of the machine meanwhile. ${known.join(', ')}.`,
    `Scenarios: ${Object.keys(figures).join(', ')}.`,
  ].join('\n')
}

function missesText(verdicts: readonly Verdict[]): string {
  const misses = verdicts.filter(({ meets }) => meets === 'neither')
  if (misses.length === 0) return 'Every claim holds.'
  const lines = misses.map(({ tells, value, unit, must, aim, better }) => {
    const limit = `${must === undefined ? 'should' : 'must'} be ${better === 'higher' ? 'at least' : 'at most'}`
    return `- ${tells}: ${numberText(value)} ${unit}`.trimEnd() + `, and ${limit} ${numberText(must ?? aim)}.`
  })
  return lines.join('\n')
}

function leftOutText({ leftOut }: Results): string {
  if (leftOut.length === 0) return 'Nothing.'
  return leftOut
    .map(
      ({ system, scenario, reason }) =>
        `- \`${system}\`${scenario === undefined ? '' : ` at \`${scenario}\``}: ${reason}`,
    )
    .join('\n')
}

function markdownTable([titles = [], ...rows]: readonly (readonly string[])[]): string {
  const rule = titles.map((_title, column) => (column === 0 ? '---' : '---:'))
  return [titles, rule, ...rows].map(tableLine).join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
