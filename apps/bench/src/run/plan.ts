/** What is run: groups of scenarios, and in each the systems that take it. */
import { canTake, type Scenario } from '../scenarios/scenario.js'
import type { System } from '../systems/system.js'

export interface Choice {
  readonly isQuick: boolean
  /** All, where there are none. */
  readonly scenarios: readonly string[]
  readonly systems: readonly string[]
}

export interface PlannedSlice {
  readonly system: System
  readonly scenario: Scenario
  /** So many times as long as the shortest of its group. */
  readonly times: number
}

export interface Group {
  readonly name: string
  readonly slices: readonly PlannedSlice[]
}

/**
 * Slices of a scenario follow each other, so that what is compared runs moments apart. What a quick run has
 * of itself is one group: no system starts twice.
 */
export function planOf(choice: Choice, systems: readonly System[], scenarios: readonly Scenario[]): readonly Group[] {
  const slices = scenarios
    .filter(({ name }) => isChosen(choice.scenarios, name))
    .flatMap((scenario) =>
      systems
        .filter((system) => isChosen(choice.systems, system.name) && isMeant(choice, system, scenario))
        .map((system) => ({ system, scenario, times: choice.isQuick ? (scenario.quickTimes ?? 1) : 1 })),
    )
  const isOneGroup = choice.isQuick && !namesSome(choice)
  const groupOf = ({ scenario }: PlannedSlice): string => (isOneGroup ? 'quick' : scenario.group)
  const names = [...new Set(slices.map(groupOf))]
  return names.map((name) => ({ name, slices: slices.filter((slice) => groupOf(slice) === name) }))
}

/** Whoever names a scenario or a system wants it, quick or not. */
function isMeant(choice: Choice, system: System, scenario: Scenario): boolean {
  if (!canTake(system, scenario)) return false
  if (scenario.systems?.includes(system.name) === false) return false
  return !choice.isQuick || namesSome(choice) || scenario.quick?.includes(system.name) === true
}

function namesSome({ scenarios, systems }: Choice): boolean {
  return scenarios.length > 0 || systems.length > 0
}

function isChosen(chosen: readonly string[], name: string): boolean {
  return chosen.length === 0 || chosen.includes(name)
}
