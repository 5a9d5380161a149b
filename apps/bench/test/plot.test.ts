// Charts: places on axes, labels that do not cover each other, and an SVG with everything in it.
import { expect, it } from 'vitest'
import { plot } from '../dist/plot/charts.js'
import { labelPlaces } from '../dist/plot/label-places.js'
import { logScale } from '../dist/plot/log-scale.js'
import type { Results } from '../dist/report/results.js'

it('a logarithmic axis goes over whole powers of ten', () => {
  const scale = logScale([2, 700])
  expect(scale.ticks).toEqual([1, 10, 100, 1000])
  expect([1, 10, 1000].map((value) => Math.round(scale.place(value) * 1000))).toEqual([0, 333, 1000])
  expect(() => logScale([0])).toThrow(RangeError)
})

it.each([
  { wishes: [10, 50], places: [10, 50] },
  { wishes: [10, 12, 11], places: [10, 30, 20] },
  { wishes: [95, 99], places: [90, 100] },
])('labels at $wishes stand at $places', ({ wishes, places }) => {
  expect(labelPlaces(wishes, 10, 100)).toEqual(places)
})

function resultsWith(perSecond: number): Results {
  const spread = { median: perSecond, min: perSecond, max: perSecond }
  const load = { kind: 'closed', body: { form: 'bytes', bytes: 100 }, inFlight: 10 }
  const figures = { '10': { 'errand-inproc': { perSecond: spread }, nats: { perSecond: spread } } }
  return { figures, scenarios: { '10': { load, setup: {} } } } as unknown as Results
}

it('a chart has a line and a label for each system, for light and dark', () => {
  const svg = plot(resultsWith(1000))
  expect(svg.match(/<polyline/g)).toHaveLength(2)
  expect(svg).toContain('>errand-inproc</text>')
  expect(svg).toContain('prefers-color-scheme: dark')
})

it('leaves out what has no figures', () => {
  expect(plot(resultsWith(0))).not.toContain('<polyline')
})
