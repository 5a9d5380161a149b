/**
 * Whether JSON carries a value as it is: what comes out at the other end equals what went in. One pass without a list of what
 * was seen: what nests deeper than this, or is a circle, is taken for no plain data.
 */

const depthMax = 100

export function isPlainData(value: unknown, depth = 0): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'object' && depth < depthMax && isPlainObject(value, depth + 1)
}

function isPlainObject(value: object, depth: number): boolean {
  if (Array.isArray(value)) return isPlainArray(value, depth)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const key in value) if (!isPlainData((value as { readonly [key: string]: unknown })[key], depth)) return false
  return true
}

function isPlainArray(values: readonly unknown[], depth: number): boolean {
  // By index, so that holes are seen as what they are read as.
  for (let at = 0; at < values.length; at++) if (!isPlainData(values[at], depth)) return false
  return true
}
