/** What in a value cannot be carried, and where: said to whoever has to mend it, so it may take its time. */
import { instanceOfOwnClass } from './own-class.js'

interface Place {
  readonly path: string
  readonly what: string
}

type Test = (value: unknown) => string | undefined

/** The others hide what they hold, and would arrive as empty objects (a Promise, a Blob, Headers), or not at all. */
const carriedKinds = new Set([
  'Object',
  'Array',
  'Date',
  'Map',
  'Set',
  'RegExp',
  'Error',
  'ArrayBuffer',
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
])

/** What no codec carries. */
function neverCarried(value: unknown): string | undefined {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return undefined
  const kind = kindOf(value)
  if (!carriedKinds.has(kind)) return `a ${kind}`
  const instance = instanceOfOwnClass(value, kind)
  return instance && `${instance}, which has no toJSON`
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** What travels in its place, where its class says so itself. */
function stoodFor(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || neverCarried(value) === undefined) return value
  const { toJSON } = value as { readonly toJSON?: unknown }
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value
}

/** What JSON would leave out or change. A property that is undefined is left out, and reads as the same. */
function changedByJson(value: unknown): string | undefined {
  if (typeof value === 'bigint') return 'a BigInt'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return neverCarried(value)
  const kind = kindOf(value)
  return kind === 'Object' ? instanceOfOwnClass(value, kind) : `a ${kind}`
}

/** @returns where something is that no codec carries */
export function uncarriedIn(value: unknown): Place | undefined {
  return find(stoodFor(value), neverCarried, '$', new Set(), false)
}

/** @returns where something is that JSON would change */
export function changedIn(value: unknown): Place | undefined {
  return find(value, changedByJson, '$', new Set(), true)
}

/** @param isJson circles have no end in JSON, and it has no undefined in arrays */
function find(value: unknown, test: Test, path: string, above: Set<object>, isJson: boolean): Place | undefined {
  const what = test(value)
  if (what !== undefined) return { path, what }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  if (above.has(value)) return isJson ? { path, what: 'a circle' } : undefined
  above.add(value)
  const place = findInside(value, test, path, above, isJson)
  // Seen once is enough where circles are carried.
  if (isJson) above.delete(value)
  return place
}

function findInside(value: object, test: Test, path: string, above: Set<object>, isJson: boolean): Place | undefined {
  for (const [key, inner] of entriesOf(value)) {
    const inside = `${path}${key}`
    if (isJson && inner === undefined && Array.isArray(value)) return { path: inside, what: 'undefined' }
    const place = find(isJson ? inner : stoodFor(inner), test, inside, above, isJson)
    if (place) return place
  }
  return undefined
}

function* entriesOf(value: object): Iterable<readonly [key: string, inner: unknown]> {
  if (Array.isArray(value)) {
    for (const [at, inner] of (value as unknown[]).entries()) yield [`[${at}]`, inner]
  } else if (value instanceof Map || value instanceof Set) {
    let at = 0
    for (const inner of value instanceof Map ? [...value.entries()].flat() : value) yield [`{${at++}}`, inner]
  } else {
    for (const [key, inner] of Object.entries(value))
      yield [/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`, inner]
  }
}
