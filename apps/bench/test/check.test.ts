// A run is held to the ratios of an earlier one, each in its own direction.
import { expect, it } from 'vitest'
import { compare } from '../dist/figures/check.js'

function runWith(ratios: { readonly [key: string]: number }): Parameters<typeof compare>[0] {
  const details = Object.keys(ratios).map(
    (key) => [key, { better: key.startsWith('p50') ? 'lower' : 'higher' }] as const,
  )
  return { ratios, ratioDetails: Object.fromEntries(details) }
}

const tolerance = 0.1

it.each([
  { key: 'a/b@1', before: 10, now: 8.9, found: 'worse' },
  { key: 'a/b@1', before: 10, now: 9.1, found: 'neither' },
  { key: 'a/b@1', before: 10, now: 11.1, found: 'better' },
  { key: 'p50:a/b@1', before: 10, now: 11.1, found: 'worse' },
  { key: 'p50:a/b@1', before: 10, now: 8.9, found: 'better' },
])('$key of $before, now $now, is $found', ({ key, before, now, found }) => {
  const { worse, better, compared } = compare(runWith({ [key]: before }), runWith({ [key]: now }), tolerance)
  expect(worse).toHaveLength(found === 'worse' ? 1 : 0)
  expect(better).toHaveLength(found === 'better' ? 1 : 0)
  expect(compared).toBe(1)
})

it('compares only what both have', () => {
  expect(compare(runWith({ 'a/b@1': 1, 'a/c@1': 1 }), runWith({ 'a/b@1': 1, 'a/d@1': 1 }), tolerance).compared).toBe(1)
})
