/** Which names may stand in a record header, and what a routing id tells of its peer. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../src/errors.js'
import { assertName, formatRoutingId, isName, isNameIn, nameCharsMax, nameOf, peerOf } from '../src/names.js'
import { anyName, anyText } from './record-arbitraries.js'

describe('a name', () => {
  it.each(['worker.1', 'w', '_', '0', 'A:b@c+d-e.f_g', 'w'.repeat(nameCharsMax)])('may be %s', (name) => {
    expect(isName(name)).toBe(true)
    expect(() => assertName('the worker', name)).not.toThrow()
  })

  it.each([
    '',
    '.',
    '.worker',
    '-1',
    '@a',
    ':a',
    '+a',
    'a b',
    'a,b',
    'a;b',
    'a#b',
    'a/b',
    'a\n',
    'é',
    'aé',
    'a\0',
    'w'.repeat(129),
  ])('may not be %j', (name) => {
    expect(isName(name)).toBe(false)
  })

  it.each([undefined, null, 1, true, Symbol('a'), {}, ['a'], Object.create(null), { toString: 1 }])(
    'may not be %o',
    (value) => {
      expect(isName(value)).toBe(false)
      expect(() => assertName('the worker', value)).toThrow(ProtocolError)
    },
  )

  it('is what its grammar says, for any text', () => {
    const grammar = /^[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,127}$/
    fc.assert(
      fc.property(fc.oneof(anyName, anyText, fc.string()), (text) => {
        expect(isName(text)).toBe(grammar.test(text))
      }),
    )
  })

  it('is found inside a text', () => {
    expect(isNameIn('q7,worker.1,30', 3, 11)).toBe(true)
    expect(isNameIn('q7,worker.1,30', 3, 12)).toBe(false)
    expect(isNameIn('q7,worker.1,30', 3, 3)).toBe(false)
    expect(isNameIn('worker', 4, 8)).toBe(false)
  })
})

describe('the error for a name that is not allowed', () => {
  it('says for what, which, and the rule', () => {
    expect(() => assertName('the target of a request', 'a b')).toThrow(
      new ProtocolError(
        'invalid-name',
        'the target of a request is "a b"; allowed are 1 to 128 characters of A-Z a-z 0-9 _ . : @ + -, not starting with a mark',
      ),
    )
  })

  it('is short, whatever the name', () => {
    const caught = catchError(() => assertName('the worker', 'x\n'.repeat(1_000_000)))
    expect(caught).toMatchObject({ code: 'invalid-name' })
    expect(caught.message.length).toBeLessThan(600)
    expect(caught.message).not.toContain('\n')
  })
})

function catchError(action: () => void): Error {
  try {
    action()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('a routing id', () => {
  it('is read as it was written', () => {
    const anyEpoch = fc.string({ unit: fc.constantFrom(...'abzAZ09-_'.split('')), minLength: 1, maxLength: 22 })
    fc.assert(
      fc.property(anyName, anyEpoch, fc.option(fc.nat(), { nil: undefined }), (name, epoch, count) => {
        const id = formatRoutingId(count === undefined ? { name, epoch } : { name, epoch, count })
        expect(nameOf(id)).toBe(name)
        expect(peerOf(id)).toBe(`${name}#${epoch}`)
      }),
    )
  })

  it('fits into the 255 bytes that ZeroMQ has for it', () => {
    const id = formatRoutingId({
      name: 'w'.repeat(nameCharsMax),
      epoch: 'e'.repeat(22),
      count: Number.MAX_SAFE_INTEGER,
    })
    expect(Buffer.byteLength(id)).toBeLessThanOrEqual(255)
  })

  it('looks as it does in the specification', () => {
    expect(formatRoutingId({ name: 'worker.4', epoch: 'k3v9' })).toBe('worker.4#k3v9')
    expect(formatRoutingId({ name: 'worker.4', epoch: 'k3v9', count: 12 })).toBe('worker.4#k3v9/12')
  })
})

describe('a routing id of the JSON profile, or one that ZeroMQ made', () => {
  it.each([
    'main_request_socket',
    'worker.1.request',
    'worker.1.7',
    '',
    'a/b',
    'a/b#c',
    '\0#ab/',
    '\0a#b/',
    '#a/b',
    '/',
    'a b#c/1',
  ])('is its own peer and name: %j', (id) => {
    expect(peerOf(id)).toBe(id)
    expect(nameOf(id)).toBe(id)
  })
})
