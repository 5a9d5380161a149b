/** Module hooks that put a mutant in the place of what was built, while it is loaded. They run in a thread of their own. */
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'

export interface MutantSource {
  /** Of the module that is changed. */
  readonly url: string
  readonly source: string
}

let mutant: MutantSource | undefined

export const initialize: InitializeHook<MutantSource> = (given) => {
  mutant = given
}

/** Packages are loaded module by module, and not bundled: a mutant is one of these modules. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context)
  return { ...resolved, url: resolved.url.replace('/dist/bundle/', '/dist/') }
}

export const load: LoadHook = async (url, context, nextLoad) =>
  url === mutant?.url ? { format: 'module', source: mutant.source, shortCircuit: true } : await nextLoad(url, context)
