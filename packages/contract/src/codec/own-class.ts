/** Objects of classes that somebody wrote: at the other end nobody knows these, so what arrives would be something else. */

/** Classes whose instances arrive as what they were. Those of classes derived from them would not. */
const carriedClasses = [Date, Map, Set, RegExp, ArrayBuffer, Buffer]
const carriedPrototypes = new Set<unknown>(carriedClasses.map((each) => each.prototype))

/** @param kind what `Object.prototype.toString` says of it @returns what it is, where its class is one that only its own side knows */
export function instanceOfOwnClass(value: object, kind: string): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || carriedPrototypes.has(prototype)) return undefined
  // These arrive as what they are derived from: the rows of a database are often a list of its own class.
  if (kind === 'Error' || Array.isArray(value)) return undefined
  if (prototypesAbove(value) === usualPrototypesAbove(value, kind)) return undefined
  const { name } = (prototype as { readonly constructor?: { readonly name?: unknown } }).constructor ?? {}
  const hasName = typeof name === 'string' && name !== '' && name !== 'Object'
  return hasName ? `an instance of ${name}` : 'an object with a prototype of its own'
}

/** Counted, not compared: a plain object of another realm, or of Node's own, has another prototype. */
function usualPrototypesAbove(value: object, kind: string): number {
  if (!ArrayBuffer.isView(value)) return 1
  return kind === 'DataView' ? 2 : 3
}

function prototypesAbove(value: object): number {
  let count = 0
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) count++
  return count
}
