/** What the value of an option is, told without a throw whatever it is: options come from callers that no type checks. */

/** True for a number from `least` to `most`, and for nothing that would only be turned into one. */
export function isNumberIn(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most
}

/** True for what options can stand in: an object, and no list. */
export function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns the name of an option that is none of those known; a misspelt one would be taken for left out */
export function unknownOption(options: object, known: object): string | undefined {
  // A list of the names would be made for each request.
  for (const name in options) if (!Object.hasOwn(known, name)) return name
  return undefined
}

/** True for an object that has functions of these names. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return isOptions(value) && names.every((name) => typeof (value as { [name: string]: unknown })[name] === 'function')
}

/** True for a list of which every item passes; a hole is an item, too, which `every` alone would pass over. */
export function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && [...(value as unknown[])].every(isItem)
}
