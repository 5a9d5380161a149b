/** Looks for all mutants, each in a process of its own, as many at a time as there are processors. */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { SimulationOptions } from '../options.js'
import { type Mutant, mutants } from './mutants.js'

const program = fileURLToPath(new URL('../../dist/simulate.js', import.meta.url))

export interface Search {
  readonly mutant: string
  readonly isFound: boolean
  /** What the process said. */
  readonly text: string
}

/** @param steps after which a mutant counts as missed */
export function searchFor({ name, seed }: Mutant, steps: number): Promise<Search> {
  const child = spawn(process.execPath, [program, '--mutant', name, '--seed', String(seed), '--steps', String(steps)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ mutant: name, isFound: code === 0, text }))
  })
}

/** @returns what became of each, in the order of the list */
export async function searchForAll(list: readonly Mutant[], steps: number): Promise<readonly Search[]> {
  const searches: Search[] = []
  const entries = list.entries()
  const work = async (): Promise<void> => {
    for (const [at, mutant] of entries) searches[at] = await searchFor(mutant, steps)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return searches
}

/** @returns whether all were found */
export async function mutationGate({ steps }: SimulationOptions): Promise<boolean> {
  const searches = await searchForAll(mutants, steps)
  for (const { text } of searches) console.log(text.trimEnd())
  const found = searches.filter(({ isFound }) => isFound).length
  console.log(`${found} of ${searches.length} mutants found`)
  return found === searches.length
}
