/** The tables of the documentation: all rows, by group, as Markdown. */
import { matrix } from './matrix.js'

export function faultTables(): string {
  return matrix.map(({ title, rows }) => `### ${title}\n\n${tableOf(rows)}`).join('\n\n')
}

interface Told {
  readonly name: string
  readonly injects: string
  readonly outcome: string
}

function tableOf(rows: readonly Told[]): string {
  const lines = rows.map(({ name, injects, outcome }) => line(`\`${name}\``, injects, outcome))
  return [line('row', 'what is injected', 'what happens'), line('---', '---', '---'), ...lines].join('\n')
}

function line(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
