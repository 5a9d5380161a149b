/** What in a value cannot be carried, and where. Most values are carried: the way to a place is put into words once it is found. */
import { instanceOfOwnClass } from './own-class.js'

interface Place {
  readonly path: string
  readonly what: string
}

interface Search {
  /** @returns what the value is, where it is looked for */
  readonly test: (value: unknown) => string | undefined
  /** Circles have no end in JSON, and it has no undefined in arrays. */
  readonly isJson: boolean
  readonly above: Set<object>
}

/** The others hide what they hold, and would arrive as empty objects (a Promise, a Blob, Headers), or not at all. */
const carriedKinds = new Set([
  'Object',
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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (Object.getPrototypeOf(value) === Object.prototype) return undefined
  const kind = kindOf(value)
  if (!carriedKinds.has(kind)) return `a ${kind}`
  const instance = instanceOfOwnClass(value, kind)
  return instance && `${instance}, which has no toJSON`
}

/** What JSON would leave out or change. A property that is undefined is left out, and reads as the same. */
function changedByJson(value: unknown): string | undefined {
  if (typeof value === 'bigint') return 'a BigInt'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return neverCarried(value)
  const kind = kindOf(value)
  return kind === 'Object' ? instanceOfOwnClass(value, kind) : `a ${kind}`
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** @returns where something is that no codec carries */
export function uncarriedIn(value: unknown): Place | undefined {
  return placeFrom('$', find(value, { test: neverCarried, isJson: false, above: new Set() }))
}

/** @returns where something is that JSON would change */
export function changedIn(value: unknown): Place | undefined {
  return placeFrom('$', find(value, { test: changedByJson, isJson: true, above: new Set() }))
}

function placeFrom(step: string, place: Place | undefined): Place | undefined {
  return place && { path: step + place.path, what: place.what }
}

function find(value: unknown, search: Search): Place | undefined {
  const { test, isJson, above } = search
  const what = test(value)
  if (what !== undefined) {
    const told = isJson ? value : toldBy(value)
    return told === value ? { path: '', what } : find(told, search)
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  if (above.has(value)) return isJson ? { path: '', what: 'a circle' } : undefined
  above.add(value)
  const place = findInside(value, search)
  // Seen once is enough where circles are carried.
  if (isJson) above.delete(value)
  return place
}

/** What travels in the place of an object, where its class says so. */
function toldBy(value: unknown): unknown {
  const { toJSON } = value as { readonly toJSON?: unknown }
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value
}

function findInside(value: object, search: Search): Place | undefined {
  if (Array.isArray(value)) return findInList(value, '[]', search)
  if (value instanceof Map) return findInList([...(value as Map<unknown, unknown>)].flat(), '{}', search)
  if (value instanceof Set) return findInList([...(value as Set<unknown>)], '{}', search)
  for (const key of Object.keys(value)) {
    const place = find((value as { readonly [key: string]: unknown })[key], search)
    if (place) return placeFrom(stepTo(key), place)
  }
  return undefined
}

function findInList(values: readonly unknown[], brackets: '[]' | '{}', search: Search): Place | undefined {
  // By index, so that holes are seen as what they are read as.
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    const isLost = value === undefined && search.isJson
    const place = isLost ? { path: '', what: 'undefined' } : find(value, search)
    if (place) return placeFrom(`${brackets[0]}${at}${brackets[1]}`, place)
  }
  return undefined
}

function stepTo(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
