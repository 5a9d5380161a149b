/** The table on the terminal: a block for each scenario, a line for each system, and what becomes of the claims. */
import type { Verdict } from '../figures/claims.js'
import type { FigureName, Spread, Summary } from '../figures/sample.js'
import { bytesText, latencyText, numberText } from './number-text.js'
import type { Results } from './results.js'

interface Column {
  readonly title: string
  readonly figure: FigureName
  readonly text: (spread: Spread) => string
}

const byMedian =
  (text: (value: number) => string) =>
  ({ median }: Spread): string =>
    text(median)

const columns: readonly Column[] = [
  { title: 'requests/s', figure: 'perSecond', text: byMedian(numberText) },
  { title: 'least–most', figure: 'perSecond', text: ({ min, max }) => `${numberText(min)}–${numberText(max)}` },
  { title: 'p50', figure: 'p50', text: byMedian(latencyText) },
  { title: 'p90', figure: 'p90', text: byMedian(latencyText) },
  { title: 'p99', figure: 'p99', text: byMedian(latencyText) },
  { title: 'p99.9', figure: 'p999', text: byMedian(latencyText) },
  { title: 'CPU s/100k', figure: 'cpu', text: byMedian(numberText) },
  { title: 'peak memory', figure: 'peak', text: byMedian(bytesText) },
  { title: 'idle CPU', figure: 'idleCpu', text: byMedian((value) => `${value.toFixed(1)} %`) },
  { title: 'sent late, p99', figure: 'lateness', text: byMedian(latencyText) },
  { title: 'bytes each', figure: 'bytesEach', text: byMedian(numberText) },
  { title: 'of the broker, beyond the body', figure: 'brokerBytesEach', text: byMedian(numberText) },
  { title: 'first reply', figure: 'startMs', text: byMedian((ms) => `${numberText(ms)} ms`) },
  { title: 'longest pause', figure: 'pauseMs', text: byMedian((ms) => `${numberText(ms)} ms`) },
  { title: 'answered', figure: 'answered', text: byMedian(numberText) },
]

export function tableText(results: Results): string {
  const blocks = Object.entries(results.figures).map(([scenario, systems]) => {
    const rows = rowsOf(systems)
    return `${scenario}\n${aligned(rows)}`
  })
  const { machine, commit, settings } = results
  const where = `${machine.cores} × ${machine.cpu}, Node ${results.versions['node']}, commit ${commit}, medians of ${settings.rounds} rounds`
  return [where, ...warningsAbout(results), ...blocks, ...claimsBlock(results.claims), ...absences(results)].join(
    '\n\n',
  )
}

/** Above it, what others do shows in the figures. */
const othersPercentMax = 3

export function warningsAbout({ othersPercent }: Results): readonly string[] {
  if (othersPercent <= othersPercentMax) return []
  return [
    `Others used ${numberText(othersPercent)} % of this machine meanwhile: these figures are not to be relied on.`,
  ]
}

/** The first row has the titles; columns without any figure are left out. */
export function rowsOf(systems: { readonly [system: string]: Summary }): readonly (readonly string[])[] {
  const named = Object.entries(systems)
  const used = columns.filter(({ figure }) => named.some(([, summary]) => summary[figure] !== undefined))
  return [
    ['', ...used.map(({ title }) => title)],
    ...named.map(([system, summary]) => [system, ...used.map((column) => cellOf(summary, column))]),
  ]
}

function cellOf(summary: Summary, { figure, text }: Column): string {
  const spread = summary[figure]
  return spread === undefined ? '' : text(spread)
}

export function claimRows(verdicts: readonly Verdict[]): readonly (readonly string[])[] {
  return [
    ['errand against', 'is', 'least–most', 'must', 'aim', 'meets'],
    ...verdicts.map((verdict) => [
      verdict.tells,
      `${numberText(verdict.value)} ${verdict.unit}`.trim(),
      `${numberText(verdict.min)}–${numberText(verdict.max)}`,
      limitText(verdict, verdict.must),
      limitText(verdict, verdict.aim),
      verdict.meets,
    ]),
  ]
}

function limitText({ better }: Verdict, value: number | undefined): string {
  if (value === undefined) return ''
  return `${better === 'higher' ? '≥' : '≤'} ${numberText(value)}`
}

function claimsBlock(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.length === 0 ? [] : [aligned(claimRows(verdicts))]
}

function absences({ leftOut }: Results): readonly string[] {
  if (leftOut.length === 0) return []
  return [leftOut.map(({ system, scenario, reason }) => `left out: ${placeOf(system, scenario)}: ${reason}`).join('\n')]
}

function placeOf(system: string, scenario: string | undefined): string {
  return scenario === undefined ? system : `${system} at ${scenario}`
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
