/** What a handler may come up with, as a recipe: an odd value, or something made of others, and how it hands it over. */
import * as fc from 'fast-check'
import { oddNames, type OddValue, oddValues } from './odd-values.js'

/** What it hands over. */
type Recipe =
  | { readonly odd: OddValue }
  | { readonly list: readonly Recipe[] }
  | { readonly object: { readonly [key: string]: Recipe } }
  | { readonly toJSON: Recipe }
  | { readonly error: { readonly [field: string]: Recipe } }

/** How it does. */
type Way = keyof typeof ways

export interface Deed {
  readonly way: Way
  readonly recipe: Recipe
}

const recipes = fc.letrec<{ recipe: Recipe; odd: Recipe }>((tie) => ({
  odd: fc.constantFrom(...oddNames).map((odd) => ({ odd })),
  recipe: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: tie('odd') },
    { weight: 1, arbitrary: fc.array(tie('recipe'), { maxLength: 3 }).map((list) => ({ list })) },
    {
      weight: 1,
      arbitrary: fieldsOf(tie('recipe'), 'then', '__proto__', 'toJSON', 'message').map((object) => ({ object })),
    },
    { weight: 1, arbitrary: tie('recipe').map((toJSON) => ({ toJSON })) },
    { weight: 1, arbitrary: fieldsOf(tie('recipe'), 'message', 'name', 'stack', 'cause').map((error) => ({ error })) },
  ),
}))

function fieldsOf(recipe: fc.Arbitrary<Recipe>, ...names: string[]): fc.Arbitrary<{ readonly [key: string]: Recipe }> {
  const entry = fc.tuple(fc.constantFrom(...names, 'a'), recipe)
  return fc.array(entry, { maxLength: 3 }).map((entries) => Object.fromEntries(entries))
}

function cook(recipe: Recipe): unknown {
  if ('odd' in recipe) return oddValues[recipe.odd]()
  if ('list' in recipe) return recipe.list.map(cook)
  if ('toJSON' in recipe) return { toJSON: () => cook(recipe.toJSON) }
  const isError = 'error' in recipe
  const value: object = isError ? new Error('cooked') : {}
  for (const [field, part] of Object.entries(isError ? recipe.error : recipe.object)) {
    Object.defineProperty(value, field, { value: cook(part), enumerable: true, configurable: true })
  }
  return value
}

// oxlint-disable unicorn/no-thenable -- thenables are what is tried
/** Ways that end. A handler that never does is a matter of deadlines, and one that resolves with itself an endless loop. */
const ways = {
  returns: (value: unknown) => value,
  throws: (value: unknown) => {
    throw value
  },
  resolves: async (value: unknown) => value,
  rejects: async (value: unknown) => {
    throw value
  },
  'resolves later': (value: unknown) => new Promise((resolve) => setImmediate(resolve, value)),
  'rejects later': (value: unknown) => new Promise((_, reject) => setImmediate(reject, value)),
  'resolves twice': (value: unknown) =>
    thenable((resolve, reject) => {
      resolve(value)
      resolve(1)
      reject(2)
    }),
  'rejects by a thenable': (value: unknown) => thenable((_, reject) => reject(value)),
  'throws from then': (value: unknown) =>
    thenable(() => {
      throw value
    }),
  'resolves, then throws': (value: unknown) =>
    thenable((resolve) => {
      resolve(value)
      throw new Error('after all')
    }),
  'throws when asked for then': (value: unknown) =>
    Object.defineProperty({}, 'then', {
      get: () => {
        throw value
      },
    }),
  'has a then that changes': (value: unknown) => {
    let looks = 0
    return Object.defineProperty({}, 'then', { get: () => (looks++ === 0 ? (): void => undefined : value) })
  },
  'is a promise with another then': (value: unknown) =>
    Object.defineProperty(Promise.resolve(1), 'then', { value: (resolve: (value: unknown) => void) => resolve(value) }),
}

function thenable(then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void): unknown {
  return Object.defineProperty({}, 'then', { value: then })
}

/** @returns what the handler returns, or throws what it throws */
export function perform({ way, recipe }: Deed): unknown {
  return ways[way](cook(recipe))
}

export const anyDeed: fc.Arbitrary<Deed> = fc.record({
  way: fc.constantFrom(...(Object.keys(ways) as Way[])),
  recipe: recipes.recipe,
})
