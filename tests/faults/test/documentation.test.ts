// docs/reliability.md says what the rows, the audit and the table of failure codes say.
import { readFileSync } from 'node:fs'
import { failureKinds } from '@errand/protocol'
import { expect, it } from 'vitest'
import { invariants } from '../src/audit/finding.js'
import { faultTables } from '../src/fault-tables.js'

const document = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8')

/** Without the spaces by which a formatter lines up its columns. */
function plain(table: string): string {
  return table.replaceAll(/-{3,}/g, '---').replaceAll(/ *\| */g, '|')
}

function section(heading: string): string {
  return document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
}

it('has the rows of the matrix; `pnpm faults --table` prints them', () => {
  const [, tables = ''] = section('Faults, and what happens').split('-->\n')
  expect(plain(tables).trim()).toBe(plain(faultTables()).trim())
})

it('has every failure code, with an anchor and with whether the work may have run', () => {
  const codes = section('Failure codes')
  const listed = Array.from(codes.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) +\| (yes|no)/gm))
  expect(listed.map(([, code, anchor, mayHaveRun]) => ({ code, anchor, mayHaveRun }))).toEqual(
    Object.entries(failureKinds).map(([code, kind]) => ({
      code,
      anchor: code,
      mayHaveRun: kind.mayHaveRun ? 'yes' : 'no',
    })),
  )
  const headings = Array.from(codes.matchAll(/^### (.+)$/gm), ([, heading]) => heading)
  expect(headings).toEqual(Object.keys(failureKinds))
})

it('has the invariants of the audit', () => {
  const listed = Array.from(document.matchAll(/^\| (I\d+) +\| (.+?) +\|$/gm), ([, name = '', text]) => [name, text])
  expect(Object.fromEntries(listed)).toEqual(invariants)
})
