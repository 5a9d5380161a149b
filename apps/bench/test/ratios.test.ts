// Ratios are made round by round, of what ran moments apart.
import { describe, expect, it } from 'vitest'
import { ratioOf, type RatioSpec, throughputSpecs } from '../dist/figures/ratios.js'
import type { Sample, Samples } from '../dist/figures/sample.js'

type Rounds = readonly (Sample | undefined)[]

function samplesOf(scenarios: { readonly [scenario: string]: { readonly [system: string]: Rounds } }): Samples {
  return new Map(Object.entries(scenarios).map(([name, systems]) => [name, new Map(Object.entries(systems))]))
}

function rates(...values: readonly number[]): Rounds {
  return values.map((perSecond) => ({ perSecond }))
}

const spec: RatioSpec = {
  key: 'a/b@1',
  figure: 'perSecond',
  over: { system: 'a', scenario: '1' },
  under: [{ system: 'b', scenario: '1' }],
  better: 'higher',
}

describe('ratioOf', () => {
  it('is the median of the rounds, not the ratio of medians', () => {
    // The machine was three times as slow in one round: that divides out.
    const samples = samplesOf({ '1': { a: rates(200, 600, 630), b: rates(100, 300, 300) } })
    expect(ratioOf(spec, samples)).toEqual({ key: 'a/b@1', better: 'higher', median: 2, min: 2, max: 2.1, rounds: 3 })
  })

  it('leaves out rounds in which one side has nothing', () => {
    const samples = samplesOf({ '1': { a: [{ perSecond: 4 }, undefined, {}], b: rates(2, 2, 2) } })
    expect(ratioOf(spec, samples)).toMatchObject({ median: 2, rounds: 1 })
  })

  it('is nothing where a side did not run', () => {
    expect(ratioOf(spec, samplesOf({ '1': { a: rates(1) } }))).toBeUndefined()
    expect(ratioOf(spec, samplesOf({ '1': { a: rates(1), b: rates(0) } }))).toBeUndefined()
  })

  it('takes the best of several below', () => {
    const under = ['b', 'c'].map((system) => ({ system, scenario: '1' }))
    const samples = samplesOf({ '1': { a: rates(12, 12), b: rates(3, 3), c: rates(6, 6) } })
    expect(ratioOf({ ...spec, under }, samples)).toMatchObject({ median: 2 })
  })

  it('takes the best of several below where less is better too', () => {
    const under = ['b', 'c'].map((system) => ({ system, scenario: '1' }))
    const samples = samplesOf({ '1': { a: [{ p50: 12 }], b: [{ p50: 3 }], c: [{ p50: 6 }] } })
    expect(ratioOf({ ...spec, figure: 'p50', better: 'lower', under }, samples)).toMatchObject({ median: 4 })
  })

  it('counts what is below several times where it says so', () => {
    expect(ratioOf({ ...spec, times: 2 }, samplesOf({ '1': { a: rates(12), b: rates(3) } }))).toMatchObject({
      median: 2,
    })
  })
})

it('compares each system of ours with each other one, in scenarios that both ran', () => {
  const samples = samplesOf({ '1': { 'errand-x': [], 'errand-y': [], pool: [] }, '2': { pool: [] } })
  expect(throughputSpecs(samples).map(({ key }) => key)).toEqual(['errand-x/pool@1', 'errand-y/pool@1'])
})
