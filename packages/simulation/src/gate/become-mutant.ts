/** Makes this process one in which a mutant of the product runs: to be called before anything of the product is loaded. */
import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import type { MutantSource } from './mutant-hooks.js'
import type { Mutant } from './mutants.js'

const packages = new URL('../../../', import.meta.url)

/** A mutant that was loaded leaves its mark, so that one that nobody loads does not pass for one that nobody finds. */
const mark = 'simulatedMutant'

/** @throws Error where the text of the mutant does not stand in its file, or not once */
export function becomeMutant(mutant: Mutant): void {
  register<MutantSource>('./mutant-hooks.js', import.meta.url, { data: sourceOf(mutant) })
}

/** @throws Error where the mutant was not loaded */
export function assertMutated({ name, file }: Mutant): void {
  if (!Reflect.has(globalThis, mark)) throw new Error(`the mutant "${name}" changes ${file}, which nobody loads`)
}

export function sourceOf(mutant: Mutant): MutantSource {
  const url = new URL(mutant.file, packages)
  let source = readFileSync(url, 'utf8')
  for (const { find, replace } of [mutant, ...(mutant.also ? [mutant.also] : [])]) {
    const parts = source.split(find)
    if (parts.length !== 2)
      throw new Error(
        `the text of the mutant "${mutant.name}" stands ${parts.length - 1} times in ${mutant.file}: ${find}`,
      )
    source = parts.join(replace)
  }
  return { url: url.href, source: `${source}\n;globalThis.${mark} = true;\n` }
}
