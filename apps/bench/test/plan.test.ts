// What is run with what: by capabilities, by names, and in groups that are up together.
import { describe, expect, it } from 'vitest'
import { type Choice, planOf } from '../dist/run/plan.js'
import { fullPace, quickPace, warmUpTimes } from '../dist/run/pace.js'
import type { Scenario } from '../dist/scenarios/scenario.js'
import { type Capabilities, type System, usualCapabilities } from '../dist/systems/system.js'

function start(): never {
  throw new Error('it is not for running')
}

function systemWith(name: string, can: Partial<Capabilities> = {}): System {
  return { name, tells: '', carries: {}, can: { ...usualCapabilities, ...can }, start }
}

const bytes = { form: 'bytes', bytes: 100 } as const
const one: Scenario = { name: 'one', group: 'g', load: { kind: 'closed', body: bytes, inFlight: 1 }, quick: ['a'] }
const everything: Choice = { isQuick: false, scenarios: [], systems: [] }

function planned(choice: Choice, systems: readonly System[], scenarios: readonly Scenario[]): readonly string[] {
  return planOf(choice, systems, scenarios).flatMap((group) =>
    group.slices.map(({ system, scenario }) => `${group.name}: ${system.name}@${scenario.name}`),
  )
}

describe('a system is left out of a scenario', () => {
  const open: Scenario = { ...one, load: { kind: 'open', body: bytes, perSecond: 1000 } }
  it.each([
    { why: 'that sends too many at once', can: { inFlightMax: 0 }, scenario: one },
    { why: 'with another form', can: { forms: ['json'] as const }, scenario: one },
    { why: 'with longer bodies', can: { bodyBytesMax: 99 }, scenario: one },
    { why: 'with more workers', can: { workersMax: 63 }, scenario: { ...one, setup: { workers: 64 } } },
    { why: 'with another handler', can: { handlers: ['cpu'] as const }, scenario: one },
    { why: 'with nested requests', can: {}, scenario: { ...one, setup: { depth: 1 } } },
    { why: 'with a pace', can: { canBePaced: false }, scenario: open },
    { why: 'that is none for a probe', can: { isProbe: true }, scenario: one },
  ])('$why', ({ can, scenario }) => {
    expect(planned(everything, [systemWith('a', can), systemWith('b', { canNest: true })], [scenario])).toEqual([
      'g: b@one',
    ])
  })
})

it('runs in a quick run what is meant for it', () => {
  expect(planned({ ...everything, isQuick: true }, [systemWith('a'), systemWith('b')], [one])).toEqual(['quick: a@one'])
})

it('runs what is asked for by name, quick or not', () => {
  const choice = { isQuick: true, scenarios: ['one'], systems: ['b'] }
  expect(planned(choice, [systemWith('a'), systemWith('b')], [one])).toEqual(['g: b@one'])
})

describe('the pace', () => {
  const groups = planOf(everything, [systemWith('a')], [one, { ...one, name: 'two', group: 'h' }])
  const [first, last] = groups as [(typeof groups)[number], (typeof groups)[number]]
  const paceAt = (elapsedMs: number): ReturnType<typeof quickPace> =>
    quickPace({ groups, rounds: 100, elapsedMs: () => elapsedMs })

  it('of a full run is the same for all', () => {
    expect(fullPace.timesFor(first)).toEqual(fullPace.timesFor(last))
  })

  it('of a quick run gives each group its part of the time', () => {
    // 43 s for both, 21.5 s for the first: 215 ms for each of its 100 slices, less what goes by beside.
    expect(paceAt(0).timesFor(first)).toEqual({ warmUpMs: 30, measureMs: 155 })
    expect(paceAt(23_000).timesFor(last)).toEqual({ warmUpMs: 30, measureMs: 140 })
  })

  it('of a quick run is never so short that it tells nothing, nor longer than it needs', () => {
    expect(paceAt(60_000).timesFor(last).measureMs).toBe(40)
    expect(paceAt(-1_000_000).timesFor(last).measureMs).toBe(250)
  })

  it('warms up each system as long, and with more threads longer', () => {
    const { warmUpMs } = fullPace
    expect(warmUpTimes(fullPace, 2, 1).measureMs).toBe(warmUpMs)
    expect(warmUpTimes(fullPace, 2, 4).measureMs).toBe(warmUpMs / 4)
    expect(warmUpTimes(fullPace, 64, 1).measureMs).toBe(16 * warmUpMs)
  })
})
