// What people read: numbers, the table, the page, the comparison, the progress bar.
import { describe, expect, it } from 'vitest'
import { parseStat } from '../dist/driver/process-tree.js'
import { comparisonText } from '../dist/report/comparison-text.js'
import { bytesText, latencyText, numberText } from '../dist/report/number-text.js'
import { withResults } from '../dist/report/page.js'
import { Progress } from '../dist/report/progress.js'
import { claimRows, rowsOf } from '../dist/report/table.js'

it.each([
  [numberText(1_234_567), '1,234,567'],
  [numberText(12.34), '12.3'],
  [numberText(1.234), '1.23'],
  [numberText(0.1234), '0.123'],
  [numberText(0), '0'],
  [latencyText(999), '999 µs'],
  [latencyText(1500), '1.50 ms'],
  [bytesText(0), '0 B'],
  [bytesText(1536), '1.50 KiB'],
  [bytesText(3 * 2 ** 40), '3,072 GiB'],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})

it('a table has the columns that have figures', () => {
  const spread = { median: 2, min: 1, max: 3 }
  expect(rowsOf({ a: { perSecond: spread }, b: { p50: spread } })).toEqual([
    ['', 'requests/s', 'least–most', 'p50'],
    ['a', '2.00', '1.00–3.00', ''],
    ['b', '', '', '2.00 µs'],
  ])
})

it('a claim says which way its limits go', () => {
  const basis = { tells: 'x', key: 'x', value: 3, min: 2, max: 4, unit: 'B', must: 4, aim: 2, meets: 'must' } as const
  expect(claimRows([{ ...basis, better: 'lower' }])[1]).toEqual([
    'x',
    '3.00 B',
    '2.00–4.00',
    '≤ 4.00',
    '≤ 2.00',
    'must',
  ])
})

it('a comparison names what got worse', () => {
  const worse = [{ key: 'a/b@1', before: 4, now: 3, worseBy: 0.25 }]
  expect(comparisonText({ worse, better: [], compared: 7 }, 0.1)).toBe(
    '7 ratios compared: 1 worse and 0 better by more than 10.0 %\n  worse  a/b@1: 4.00 before, 3.00 now (25.0 %)',
  )
})

describe('the page', () => {
  const marks = ['<!-- results: written by `pnpm bench:page` -->', '<!-- /results -->'] as const

  it('keeps its text, and has the new results in place of the old', () => {
    const page = withResults(`above\n${marks[0]}\nold\n${marks[1]}\nbelow\n`, 'new')
    expect(page).toBe(`above\n${marks[0]}\n\nnew\n\n${marks[1]}\nbelow\n`)
  })

  it('is refused where it has no place for them', () => {
    expect(() => withResults('no marks', 'new')).toThrow('the page has no')
  })
})

function drawnOn(isTTY: boolean): string {
  let drawn = ''
  const write = (text: string): boolean => {
    drawn += text
    return true
  }
  const progress = new Progress(2, { write, isTTY })
  progress.step('first')
  progress.step('second')
  progress.clear()
  return drawn
}

describe('the progress bar', () => {
  it('is redrawn in its place', () => {
    expect(drawnOn(true)).toContain('\r\u001B[K███████████████░░░░░░░░░░░░░░░  50 %  second')
  })

  it('is silent where nobody looks', () => {
    expect(drawnOn(false)).toBe('')
  })
})

it('a process of Linux is read whatever its name', () => {
  const stat = '42 (a (b) c) S 7 42 42 0 -1 4194560 1 2 3 4 50 60 70 80 20 0 1 0 1 1 1'
  expect(parseStat(stat)).toEqual({ pid: 42, parent: 7, cpuTicks: 110, endedChildrenTicks: 150 })
  expect(parseStat('')).toBeUndefined()
})
