/**
 * Values of every kind, by name: an input says which it means, so that it can be kept as JSON, and each is made anew
 * when it is used.
 */
import { MessageChannel } from 'node:worker_threads'

function failing(): never {
  throw new Error('not for you')
}

const throwingTraps: ProxyHandler<object> = {
  get: failing,
  set: failing,
  has: failing,
  ownKeys: failing,
  getPrototypeOf: failing,
  getOwnPropertyDescriptor: failing,
  apply: failing,
  construct: failing,
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function detached(bytes: number): Uint8Array {
  const array = new Uint8Array(bytes)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  return array
}

function cyclicArray(): unknown[] {
  const array: unknown[] = []
  array.push(array)
  return array
}

function cyclicError(): Error {
  const error = new Error('round')
  error.cause = new Error('and round', { cause: error })
  return error
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let at = 0; at < depth; at++) value = [value]
  return value
}

/** Deeper than the stack of the V8 of Node 20 to 24 lets JSON be; made once, since that takes long. */
const deep = nested(10_000)

function port(): unknown {
  const { port1, port2 } = new MessageChannel()
  port1.close()
  return port2
}

/** Half of a character: UTF-8 has no form for it. */
const lone = '\ud800'

class Longer extends Uint8Array {
  override get byteLength(): number {
    return 2 ** 31
  }
}

class Refusing extends Uint8Array {
  override get byteLength(): number {
    return failing()
  }
}

/** Some values that JSON has too, and all that it has not. */
export const oddValues = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  zero: () => 0,
  'minus zero': () => -0,
  one: () => 1,
  'a negative number': () => -1,
  'a fraction': () => 0.5,
  'not a number': () => Number.NaN,
  infinity: () => Infinity,
  'the greatest integer': () => Number.MAX_SAFE_INTEGER,
  'a BigInt': () => 1n,
  'a symbol': () => Symbol('odd'),
  'the iterator symbol': () => Symbol.iterator,
  'an empty text': () => '',
  'a text': () => 'text',
  'a number in a text': () => '5',
  'a long text': () => 'x'.repeat(10_000),
  'half a character': () => lone,
  'a text with a zero': () => 'a\0b',
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null) as unknown,
  'an object with its own __proto__': () => JSON.parse('{"__proto__":{"a":1}}') as unknown,
  'an object whose text throws': () => ({ toString: failing, valueOf: failing }),
  'an object whose text is an object': () => ({ toString: () => ({}) }),
  'a getter that throws': () => Object.defineProperty({}, 'field', { enumerable: true, get: failing }),
  'a toJSON that throws': () => ({ toJSON: failing }),
  'a toJSON of nothing': () => ({ toJSON: () => undefined }),
  'a toJSON of a BigInt': () => ({ toJSON: () => 1n }),
  'a toJSON of a function': () => ({ toJSON: () => failing }),
  'an empty array': () => [],
  'an array of nothing': () => [undefined, null],
  'an array with a hole': () => Object.assign([], { 3: 1 }),
  'a long array': () => Array.from({ length: 1000 }, (_, index) => index),
  'a sparse array': () => Object.assign([], { length: 3000 }),
  'a cyclic array': cyclicArray,
  'a deep array': () => deep,
  'a function': () => failing,
  'a class': () => Longer,
  'an iterator': () => [].values(),
  'a proxy that throws': () => new Proxy({}, throwingTraps),
  'a proxy of a function that throws': () => new Proxy(failing, throwingTraps),
  'a proxy of bytes': () => new Proxy(new Uint8Array(4), {}),
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of an array': () => revoked([]),
  'a revoked proxy of a function': () => revoked(failing),
  'an error': () => new Error('an error'),
  'an error without a message': () => Object.assign(new Error('x'), { message: undefined }),
  'an error with a symbol for a message': () =>
    Object.assign(new Error('x'), { message: Symbol('m'), name: Symbol('n') }),
  'an error with an object for a message': () => Object.assign(new Error('x'), { message: { toString: failing } }),
  'an error whose message throws': () => Object.defineProperty(new Error('x'), 'message', { get: failing }),
  'an error whose stack throws': () => Object.defineProperty(new Error('x'), 'stack', { get: failing }),
  'an error with a number for a stack': () => Object.assign(new Error('x'), { stack: 5 }),
  'an error with a long message': () => new Error('m'.repeat(100_000)),
  'an error with half a character': () => new Error(lone.repeat(100)),
  'an error with a cyclic cause': cyclicError,
  'an error of errors': () => new AggregateError([new Error('a'), null, cyclicError()], 'many'),
  'an error with a code': () => Object.assign(new Error('x'), { code: 'deadline', mayHaveRun: false, kind: 'reply' }),
  'a DOMException': () => new DOMException('odd', 'AbortError'),
  'only the prototype of an error': () => Object.create(Error.prototype) as unknown,
  'a date': () => new Date(0),
  'a date that is none': () => new Date(Number.NaN),
  'a regular expression': () => /x/g,
  'a map': () => new Map([[1, 2]]),
  'a weak reference': () => new WeakRef({}),
  'a URL': () => new URL('file:///nowhere/at-all.mjs'),
  'a boxed number': () => Object(5) as unknown,
  'a boxed BigInt': () => Object(5n) as unknown,
  'a boxed symbol': () => Object(Symbol('boxed')) as unknown,
  bytes: () => Uint8Array.of(1, 2, 3),
  'no bytes': () => new Uint8Array(0),
  'many bytes': () => new Uint8Array(5000).fill(7),
  'shared bytes': () => new Uint8Array(new SharedArrayBuffer(300)),
  'detached bytes': () => detached(300),
  'bytes within bytes': () => new Uint8Array(64).subarray(10, 20),
  'bytes longer than they are': () => new Longer(8),
  'bytes that refuse to be measured': () => new Refusing(8),
  'only the prototype of bytes': () => Object.create(Uint8Array.prototype) as unknown,
  'a Buffer': () => Buffer.from('buffer'),
  'shared memory': () => new SharedArrayBuffer(8),
  'a buffer of memory': () => new ArrayBuffer(8),
  'a view': () => new DataView(new ArrayBuffer(8)),
  floats: () => Float64Array.of(1, Number.NaN),
  'an aborted signal': () => AbortSignal.abort(new Error('aborted')),
  'a signal': () => new AbortController().signal,
  'a port': port,
} satisfies { readonly [name: string]: () => unknown }

export type OddValue = keyof typeof oddValues

/** Values that throw as soon as they are looked at: what they throw is their owner's, and comes out where they were looked at. */
const opaque = new Set<OddValue>([
  'a getter that throws',
  'a proxy that throws',
  'a proxy of a function that throws',
  'a revoked proxy',
  'a revoked proxy of an array',
  'a revoked proxy of a function',
  'an error whose message throws',
  'an error whose stack throws',
])

export const oddNames = Object.keys(oddValues) as readonly OddValue[]

/** All that can at least be looked at. */
export const plainNames: readonly OddValue[] = oddNames.filter((name) => !opaque.has(name))
