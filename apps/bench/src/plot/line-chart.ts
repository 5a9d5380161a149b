/** One chart: lines over two logarithmic axes, each with its name where it ends. */
import { labelPlaces } from './label-places.js'
import { type LogScale, logScale } from './log-scale.js'
import { lookOf } from './look.js'

export interface Series {
  readonly system: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface LineChart {
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  readonly series: readonly Series[]
}

export const chartSize: { readonly width: number; readonly height: number } = { width: 860, height: 460 }

/** Where the lines are: beside it stand the numbers, above it the title, and to the right the names. */
const area = { left: 70, top: 62, width: 620, height: 340 }
const labelLeft = area.left + area.width + 22
const labelGap = 15

/** @returns the elements of the chart, from 0, 0 on */
export function lineChart(chart: LineChart): string {
  const points = chart.series.flatMap((series) => series.points)
  const x = logScale(points.map(([value]) => value))
  const y = logScale(points.map(([, value]) => value))
  const toX = (value: number): number => round(area.left + x.place(value) * area.width)
  const toY = (value: number): number => round(area.top + (1 - y.place(value)) * area.height)
  const ends = chart.series.map(({ points: own }) => own.at(-1) ?? [1, 1])
  const places = labelPlaces(
    ends.map(([, value]) => toY(value)),
    labelGap,
    area.top + area.height,
  )
  const lines = chart.series.map(({ system, points: own }, index) => {
    const drawn = own.map(([px, py]) => [toX(px), toY(py)] as const)
    return lineOf(system, drawn, places[index] ?? 0)
  })
  return [titles(chart), ...xTicks(x, toX), ...yTicks(y, toY), ...lines].join('\n')
}

function titles({ title, xTitle, yTitle }: LineChart): string {
  const middle = area.left + area.width / 2
  return [
    `<text class="title" x="${area.left}" y="24">${escaped(title)}</text>`,
    `<text class="note" x="${area.left}" y="46">${escaped(yTitle)}</text>`,
    `<text class="note" x="${middle}" y="${area.top + area.height + 42}" text-anchor="middle">${escaped(xTitle)}</text>`,
  ].join('\n')
}

function xTicks({ ticks }: LogScale, toX: (value: number) => number): readonly string[] {
  const bottom = area.top + area.height
  return ticks.map(
    (tick) =>
      `<line class="grid" x1="${toX(tick)}" y1="${area.top}" x2="${toX(tick)}" y2="${bottom}"/>` +
      `<text class="tick" x="${toX(tick)}" y="${bottom + 18}" text-anchor="middle">${tickText(tick)}</text>`,
  )
}

function yTicks({ ticks }: LogScale, toY: (value: number) => number): readonly string[] {
  return ticks.map(
    (tick) =>
      `<line class="grid" x1="${area.left}" y1="${toY(tick)}" x2="${area.left + area.width}" y2="${toY(tick)}"/>` +
      `<text class="tick" x="${area.left - 8}" y="${toY(tick) + 4}" text-anchor="end">${tickText(tick)}</text>`,
  )
}

function lineOf(system: string, points: readonly (readonly [number, number])[], labelY: number): string {
  const { family, dash } = lookOf(system)
  const dots = points.map(([px, py]) => `<circle class="dot ${family}" cx="${px}" cy="${py}" r="2.5"/>`)
  const path = points.map(([px, py]) => `${px},${py}`).join(' ')
  const [endX, endY] = points.at(-1) ?? [0, 0]
  return [
    `<polyline class="line ${family}" points="${path}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`,
    ...dots,
    `<line class="leader ${family}" x1="${endX}" y1="${endY}" x2="${labelLeft - 4}" y2="${labelY}"/>`,
    `<text class="label ${family}" x="${labelLeft}" y="${labelY + 4}">${escaped(system)}</text>`,
  ].join('\n')
}

/** 1000000 is 1M, 0.01 is 0.01. */
function tickText(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`
  return value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(1)))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
