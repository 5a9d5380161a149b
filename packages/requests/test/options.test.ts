/** Options of a request: what is not allowed says which option, its value, and what is. */
import { describe, expect, it } from 'vitest'
import { assertOption, OptionError } from '@errand/requests'
import { errorOf, reply, scene } from './scene.js'

const deadlineRule = 'allowed is a number above 0, at most 2147483647'
const attemptsRule = 'allowed is an integer from 1 to 1000'
const signalRule = 'allowed is an AbortSignal'

const refused: readonly (readonly [options: { readonly [option: string]: unknown }, message: string])[] = [
  [{ deadlineMs: 0 }, `deadlineMs is 0; ${deadlineRule}`],
  [{ deadlineMs: -1 }, `deadlineMs is -1; ${deadlineRule}`],
  [{ deadlineMs: Number.NaN }, `deadlineMs is NaN; ${deadlineRule}`],
  [{ deadlineMs: Number.POSITIVE_INFINITY }, `deadlineMs is Infinity; ${deadlineRule}`],
  [{ deadlineMs: 2_147_483_648 }, `deadlineMs is 2147483648; ${deadlineRule}`],
  [{ deadlineMs: '100' }, `deadlineMs is "100"; ${deadlineRule}`],
  [{ deadlineMs: 5n }, `deadlineMs is 5; ${deadlineRule}`],
  [{ deadlineMs: null }, `deadlineMs is null; ${deadlineRule}`],
  [{ deadlineMs: Symbol('soon') }, `deadlineMs is Symbol(soon); ${deadlineRule}`],
  [{ runTimeoutMs: 0 }, `runTimeoutMs is 0; ${deadlineRule}`],
  [{ runTimeoutMs: '5' }, `runTimeoutMs is "5"; ${deadlineRule}`],
  [{ runTimeoutMs: 2_147_483_648 }, `runTimeoutMs is 2147483648; ${deadlineRule}`],
  [{ backoffMs: -1 }, `backoffMs is -1; ${deadlineRule}`],
  [{ backoffMs: Number.NaN }, `backoffMs is NaN; ${deadlineRule}`],
  [{ backoffMs: null }, `backoffMs is null; ${deadlineRule}`],
  [{ attempts: 0 }, `attempts is 0; ${attemptsRule}`],
  [{ attempts: 1.5 }, `attempts is 1.5; ${attemptsRule}`],
  [{ attempts: 1001 }, `attempts is 1001; ${attemptsRule}`],
  [{ attempts: '2' }, `attempts is "2"; ${attemptsRule}`],
  [{ signal: {} }, `signal is {}; ${signalRule}`],
  [{ signal: null }, `signal is null; ${signalRule}`],
  [
    { deadlineMS: 100 },
    'there is no option deadlineMS; allowed are deadlineMs, signal, attempts, runTimeoutMs, backoffMs, ttlMs, priority, key, to, method, metadata, onProgress, window',
  ],
]

describe('an option that is not allowed', () => {
  it.each(refused)('%o is named with its value, and nothing is sent', async (options, message) => {
    const { requester, link } = scene()
    const error = await errorOf(requester.request('worker.1', {}, options))
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ code: 'invalid-option', message })
    expect(link.calls).toEqual([])
    expect(requester.pending).toBe(0)
  })

  it.each(['', ' ', 'worker 1', '#1', 'ü', 'a,b', 'x'.repeat(129)])(
    'the target %o is a ProtocolError',
    async (target) => {
      const { requester, link } = scene()
      expect(await errorOf(requester.request(target, {}))).toMatchObject({
        name: 'ProtocolError',
        code: 'invalid-name',
        message: expect.stringContaining(`the target of a request is ${JSON.stringify(target)}; allowed are`) as string,
      })
      expect(link.calls).toEqual([])
    },
  )
})

describe('an option at the end of what is allowed', () => {
  it.each([
    { deadlineMs: 0.001 },
    { deadlineMs: 2_147_483_647 },
    { attempts: 1 },
    { attempts: 1000 },
    { runTimeoutMs: 0.001 },
    { runTimeoutMs: 2_147_483_647 },
    { backoffMs: 0.001 },
    { backoffMs: 2_147_483_647 },
    { signal: new AbortController().signal },
  ])('%o is taken', async (options) => {
    const { requester } = scene()
    const asked = requester.request('worker.1', {}, options)
    requester.settle(reply(1, 'done'))
    expect(await asked).toBe('done')
  })
})

describe('assertOption', () => {
  it('can show any value at all', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    const values: readonly (readonly [value: unknown, shown: string])[] = [
      [Object.create(null), '{}'],
      [{ trace: 5 }, '{"trace":5}'],
      [new Proxy({ a: 1 }, { get: () => 5 }), '{"a":5}'],
      [Array.from({ length: 200 }, () => 'long'), '["long","long"'],
      [circle, 'an object without a text form'],
    ]
    for (const [value, shown] of values)
      expect(() => assertOption(false, 'size', value, 'a number')).toThrow(`size is ${shown}`)
  })

  it('is silent where the option is allowed', () => {
    expect(() => assertOption(true, 'size', Object.create(null), 'anything')).not.toThrow()
  })
})
