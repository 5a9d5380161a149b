// Median, least and most of what rounds gave; rounds in which a system failed do not count.
import { describe, expect, it } from 'vitest'
import { spreadOf, summaryOf } from '../dist/figures/statistics.js'

describe('spreadOf', () => {
  it.each([
    { values: [3], spread: { median: 3, min: 3, max: 3 } },
    { values: [5, 1, 3], spread: { median: 3, min: 1, max: 5 } },
    { values: [4, 1, 3, 2], spread: { median: 2.5, min: 1, max: 4 } },
    { values: [10, 9, 100], spread: { median: 10, min: 9, max: 100 } },
  ])('of $values', ({ values, spread }) => {
    expect(spreadOf(values)).toEqual(spread)
  })

  it('refuses to make something of nothing', () => {
    expect(() => spreadOf([])).toThrow(RangeError)
  })
})

describe('summaryOf', () => {
  it('takes each figure from the rounds that have it', () => {
    expect(summaryOf([{ perSecond: 1, p50: 7 }, undefined, { perSecond: 3 }])).toEqual({
      perSecond: { median: 2, min: 1, max: 3 },
      p50: { median: 7, min: 7, max: 7 },
    })
  })
})
