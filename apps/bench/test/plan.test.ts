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
    // 46 s for both, 23 s for the first: 230 ms for each of its 100 slices, less what goes by beside.
    expect(paceAt(0).timesFor(first)).toEqual({ warmUpMs: 30, measureMs: 170 })
    expect(paceAt(25_000).timesFor(last)).toEqual({ warmUpMs: 30, measureMs: 150 })
  })

  it('of a quick run gives a scenario as many times as much as it asks for', () => {
    const scenarios = [
      { ...one, quickTimes: 3 },
      { ...one, name: 'two' },
    ]
    const [group] = planOf({ ...everything, isQuick: true }, [systemWith('a')], scenarios) as [(typeof groups)[number]]
    expect(group.slices.map(({ times }) => times)).toEqual([3, 1])
    const pace = quickPace({ groups: [group], rounds: 100, elapsedMs: () => 0 })
    // 460 ms a round, of which two slices take 60 ms each beside.
    expect(pace.timesFor(group)).toEqual({ warmUpMs: 30, measureMs: 85 })
    expect(warmUpTimes(pace, 2, group.slices).measureMs).toBe(225)
  })

  it('of a full run is not longer for it', () => {
    const [group] = planOf(everything, [systemWith('a')], [{ ...one, quickTimes: 3 }])
    expect(group?.slices.map(({ times }) => times)).toEqual([1])
  })

  it('of a quick run is never so short that it tells nothing, nor longer than it needs', () => {
    expect(paceAt(60_000).timesFor(last).measureMs).toBe(40)
    expect(paceAt(-1_000_000).timesFor(last).measureMs).toBe(250)
  })

  it('warms up each system as long, and with more threads longer', () => {
    const { warmUpMs } = fullPace
    const slices = planOf(
      everything,
      [systemWith('a')],
      ['1', '2', '3', '4'].map((name) => ({ ...one, name })),
    ).flatMap((group) => group.slices)
    expect(warmUpTimes(fullPace, 2, slices.slice(0, 1)).measureMs).toBe(warmUpMs)
    expect(warmUpTimes(fullPace, 2, slices).measureMs).toBe(warmUpMs / 4)
    expect(warmUpTimes(fullPace, 64, slices.slice(0, 1)).measureMs).toBe(16 * warmUpMs)
  })
})
