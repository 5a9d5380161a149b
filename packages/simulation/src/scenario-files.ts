/** Scenarios that failed once, kept as files: they are run in every test of this package. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Plan } from './plan.js'
import type { Scenario, WorldReport } from './sim-world.js'
import { noWishes } from './wish-rates.js'

export interface KeptScenario extends Scenario {
  /** What it found, and in what. */
  readonly about: string
  readonly plan: Plan
}

const folder = new URL('../scenarios/', import.meta.url)

/** Of a scenario that is older than these. */
const drawnLater: Pick<Plan, 'wishes' | 'temporarySockets'> = { wishes: noWishes, temporarySockets: 'burst' }

/** JSON has no Infinity. */
const never = 'never'

export function namesOfScenarios(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
}

export function readScenario(name: string): KeptScenario {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8')
  const kept = JSON.parse(text, (_key, value: unknown) => (value === never ? Infinity : value)) as KeptScenario
  return { ...kept, plan: { ...drawnLater, ...kept.plan } }
}

export function keepScenario(name: string, { seed, mode, plan, violations }: WorldReport): void {
  const kept: KeptScenario = { about: violations[0] ?? 'nothing was violated', seed, mode, plan }
  const text = JSON.stringify(kept, (_key, value: unknown) => (value === Infinity ? never : value), 2)
  writeFileSync(new URL(`${name}.json`, folder), `${text}\n`)
}
