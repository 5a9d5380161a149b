/** What the command prints: a line a row, below it what was wrong, and the sum at the end. */
import type { Row } from './row.js'
import { hasPassed, type Verdict } from './verdict.js'

const nameChars = 26

function line(mark: string, { name }: Row, parts: readonly string[]): void {
  console.log(`${mark.padEnd(4)} ${name.padEnd(nameChars)} ${parts.join(' · ')}`)
}

export const report = {
  seed(seed: number): void {
    console.log(`seed ${seed}`)
  },
  listed(row: Row): void {
    line('', row, [row.injects])
  },
  skipped(row: Row, reason: string): void {
    line('skip', row, [row.injects, reason])
  },
  ran(row: Row, verdict: Verdict, ms: number): void {
    const { endings, faults, findings, requests, starts } = verdict
    const audited = findings.length === 0 ? 'audit clean' : `audit found ${findings.length}`
    const evidence = `${audited} (${requests} requests, ${starts} starts)`
    const seconds = `${(ms / 1000).toFixed(1)} s`
    line(hasPassed(verdict) ? 'ok' : 'FAIL', row, [row.injects, ...endingTexts(endings), seconds, evidence])
    for (const fault of faults) console.log(indented(fault))
    for (const { invariant, message } of findings.slice(0, findingsShownMax))
      console.log(`       ${invariant}: ${message}`)
  },
  totals({ passed, failed, skipped }: Readonly<Record<'passed' | 'failed' | 'skipped', number>>): void {
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  },
}

/** Placements that ended alike are told of together. */
function endingTexts(endings: Verdict['endings']): readonly string[] {
  const texts = [...new Set(endings.map(({ text }) => text))]
  return texts.map((text) => {
    const placements = endings.filter((ending) => ending.text === text).flatMap(({ placement = [] }) => placement)
    return placements.length > 0 ? `${placements.join(', ')}: ${text}` : text
  })
}

/** One fault makes many findings. */
const findingsShownMax = 10

function indented(text: string): string {
  return text.replaceAll(/^/gm, '       ')
}
