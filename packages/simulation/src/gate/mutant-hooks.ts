/** Module hooks that put a mutant in the place of what was built, while it is loaded. They run in a thread of their own. */
import type { InitializeHook, LoadHook } from 'node:module'

export interface MutantSource {
  /** Of the module that is changed. */
  readonly url: string
  readonly source: string
}

let mutant: MutantSource | undefined

export const initialize: InitializeHook<MutantSource> = (given) => {
  mutant = given
}

export const load: LoadHook = async (url, context, nextLoad) =>
  url === mutant?.url ? { format: 'module', source: mutant.source, shortCircuit: true } : await nextLoad(url, context)
