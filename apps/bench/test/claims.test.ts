// The claims are about systems and scenarios that there are, and a quick run takes those that it can.
import { describe, expect, it } from 'vitest'
import { claims, verdictsOf } from '../dist/figures/claims.js'
import { planOf } from '../dist/run/plan.js'
import { allScenarios } from '../dist/scenarios/all-scenarios.js'
import { allSystems } from '../dist/systems/all-systems.js'

/** They take longer than a quick run has: these are for the full one. */
const onlyInFullRuns = [
  'errand-inproc@1000-w64',
  'errand-inproc@1000-w2',
  'errand-broker@backlog',
  'errand-broker@flood-1000000',
]

function slicesOf(isQuick: boolean): readonly string[] {
  const groups = planOf({ isQuick, scenarios: [], systems: [] }, allSystems, allScenarios)
  return groups.flatMap(({ slices }) => slices.map(({ system, scenario }) => `${system.name}@${scenario.name}`))
}

const points = claims.flatMap((claim) => ('at' in claim ? [claim.at] : [claim.over, ...claim.under]))

it.each([...new Set(points)])('%s is run in full', (point) => {
  expect(slicesOf(false)).toContain(point)
})

it('runs all of them quickly, but for those that take long', () => {
  const quick = slicesOf(true)
  expect([...new Set(points)].filter((point) => !quick.includes(point))).toEqual(onlyInFullRuns)
})

function sampleOf(system: string, perSecond: number): [string, { perSecond: number }[]] {
  return [system, [{ perSecond }]]
}

describe('a verdict', () => {
  it.each([
    { ratio: 0.79, meets: 'neither' },
    { ratio: 0.8, meets: 'must' },
    { ratio: 1, meets: 'aim' },
  ])('of $ratio of C at 1,000 in flight is "$meets"', ({ ratio, meets }) => {
    const samples = new Map([['1000', new Map([sampleOf('errand-inproc', ratio), sampleOf('c-ipc', 1)])]])
    expect(verdictsOf(samples)).toMatchObject([{ key: 'errand-inproc/c-ipc@1000', value: ratio, meets }])
  })

  it('of what has nothing but an aim is met by that alone', () => {
    const samples = new Map([['1000', new Map([sampleOf('errand-inproc', 0.9), sampleOf('c-inproc', 1)])]])
    expect(verdictsOf(samples)).toMatchObject([{ must: undefined, meets: 'neither' }])
  })

  it('where less is better turns round', () => {
    const samples = new Map([['backlog', new Map([['errand-broker', [{ brokerBytesEach: 401 }]]])]])
    expect(verdictsOf(samples)).toMatchObject([{ meets: 'neither', unit: 'B' }])
  })

  it('is not given on what was not measured', () => {
    expect(verdictsOf(new Map())).toEqual([])
  })
})
