/**
 * A function that takes options, as it is fuzzed: options that are good, of which some are replaced by odd values; and
 * what to do with them, which either goes well and leaves nothing behind, or throws an error that names what is wrong.
 */
import * as fc from 'fast-check'
import { type OddValue, oddValues, plainNames } from '../odd-values.js'

interface Surface {
  /** Names of the options that are replaced; `workers.0.name` is one within a list. */
  readonly options: readonly string[]
  readonly good: () => unknown
  /** Codes of errors that tell what came of it, and not of an option. */
  readonly outcomes?: readonly string[]
  /** Left out as a whole, they would have it wait for as long as it does by default. */
  readonly isWhole?: boolean
  readonly use: (options: unknown) => unknown
}

/** Which option of which surface is which odd value; the option `` is all of them. */
export interface OddOptions {
  readonly surface: string
  readonly changes: readonly { readonly option: string; readonly value: OddValue }[]
}

export type Surfaces = Readonly<Record<string, Surface>>

export function anyOddOptions(surfaces: Surfaces): fc.Arbitrary<OddOptions> {
  const each = Object.entries(surfaces).map(([surface, { options, isWhole = false }]) => {
    const option = fc.constantFrom(...(isWhole ? [] : ['']), ...options, ...options, ...options)
    const change = fc.record({ option, value: fc.constantFrom(...plainNames) })
    return fc.record({ surface: fc.constant(surface), changes: fc.array(change, { minLength: 1, maxLength: 2 }) })
  })
  return fc.oneof(...each)
}

/** Throws where a function neither takes its options nor says which is wrong. */
export async function checkOptions(surfaces: Surfaces, { surface: name, changes }: OddOptions): Promise<void> {
  const { good, use, outcomes = [] } = surfaces[name] as Surface
  const options = changes.reduce((before, { option, value }) => changed(before, option, oddValues[value]()), good())
  try {
    await use(options)
  } catch (error) {
    const { code, message } = errorIn(error)
    if (typeof code === 'string' && (outcomes.includes(code) || isNamed(message, changes))) return
    throw new Error(
      `${name} threw without ${typeof code === 'string' ? 'the name of an option' : 'a code'}: ${message}`,
      {
        cause: error,
      },
    )
  }
}

function errorIn(thrown: unknown): { readonly code: unknown; readonly message: string } {
  if (!(thrown instanceof Error)) return { code: undefined, message: `what is no error, ${typeof thrown}` }
  return { code: (thrown as { code?: unknown }).code, message: thrown.message }
}

/** In the singular it may be one item of a list; and of odd options as a whole, any may be what is wrong. */
function isNamed(message: string, changes: OddOptions['changes']): boolean {
  return changes.some(({ option }) => {
    const names = option.split('.').filter((part) => !/^\d+$/.test(part))
    return message.toLowerCase().includes(wordFor(names.at(-1) ?? ''))
  })
}

/** What a message calls an option: itself, or one item of it. */
function wordFor(option: string): string {
  return option === 'jsonWorkers' ? 'worker' : option.toLowerCase().replace(/s$/, '')
}

function changed(options: unknown, option: string, value: unknown): unknown {
  if (option === '') return value
  // What was replaced as a whole has no parts any more.
  if (typeof options !== 'object' || options === null) return options
  const [first = '', ...rest] = option.split('.')
  const part = rest.length === 0 ? value : changed((options as Record<string, unknown>)[first], rest.join('.'), value)
  if (Array.isArray(options)) return options.map((item: unknown, index) => (String(index) === first ? part : item))
  return { ...options, [first]: part }
}
