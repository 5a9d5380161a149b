/** The charts that a run's results make: throughput, latency under load, and what workers cost. */
import type { FigureName } from '../figures/sample.js'
import type { Results } from '../report/results.js'
import type { Load } from '../scenarios/load.js'
import { chartSize, type LineChart, lineChart, type Series } from './line-chart.js'
import { styleSheet } from './look.js'

type Scenario = Results['scenarios'][string]

interface Axes {
  readonly figure: FigureName
  /** @returns where a scenario stands, or undefined where it is not of this chart */
  readonly xOf: (scenario: Scenario) => number | undefined
}

/** @returns an SVG of all charts that have something to show */
export function plot(results: Results): string {
  const charts = chartsOf(results).filter(({ series }) => series.length > 0)
  const height = Math.max(1, charts.length) * chartSize.height
  const drawn = charts.map(
    (chart, index) => `<g transform="translate(0 ${index * chartSize.height})">\n${lineChart(chart)}\n</g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${chartSize.width} ${height}" width="${chartSize.width}" height="${height}" role="img">
<title>${charts.map(({ title }) => title).join('; ')}</title>
<style>${styleSheet}</style>
<rect class="background" width="100%" height="100%"/>
${drawn.join('\n')}
</svg>
`
}

function chartsOf(results: Results): readonly LineChart[] {
  return [
    {
      title: 'Throughput against requests in flight',
      xTitle: 'requests in flight; 100 B, 2 workers',
      yTitle: 'requests a second',
      series: seriesOf(results, { figure: 'perSecond', xOf: inFlightOf }),
    },
    {
      title: 'Latency against load',
      xTitle: 'requests sent a second, whatever became of those before; 100 B, 2 workers',
      yTitle: 'p99 in microseconds, from the planned time of sending',
      series: seriesOf(results, { figure: 'p99', xOf: rateOf }),
    },
    {
      title: 'Cost against workers',
      xTitle: 'workers; 1,000 requests in flight, 100 B',
      yTitle: 'seconds of CPU for 100,000 requests',
      series: seriesOf(results, { figure: 'cpu', xOf: workersOf }),
    },
  ]
}

function inFlightOf({ load, setup }: Scenario): number | undefined {
  const isUsual = Object.keys(setup).length === 0 && isUsualBody(load)
  return load.kind === 'closed' && isUsual ? load.inFlight : undefined
}

function rateOf({ load }: Scenario): number | undefined {
  return load.kind === 'open' ? load.perSecond : undefined
}

function workersOf({ load, setup }: Scenario): number | undefined {
  const { workers } = setup
  return load.kind === 'closed' && load.inFlight === 1000 ? workers : undefined
}

function isUsualBody({ body }: Load): boolean {
  return body.form === 'bytes' && body.bytes === 100
}

function seriesOf({ figures, scenarios }: Results, { figure, xOf }: Axes): readonly Series[] {
  const points = Object.entries(figures).flatMap(([name, systems]) => {
    const scenario = scenarios[name]
    const x = scenario && xOf(scenario)
    return x === undefined
      ? []
      : Object.entries(systems).map(([system, summary]) => ({ system, x, y: summary[figure]?.median ?? 0 }))
  })
  const drawable = points.filter(({ y }) => y > 0)
  return [...new Set(drawable.map(({ system }) => system))].map((system) => ({
    system,
    points: drawable
      .filter((point) => point.system === system)
      .map(({ x, y }) => [x, y] as const)
      .toSorted(([one], [other]) => one - other),
  }))
}
