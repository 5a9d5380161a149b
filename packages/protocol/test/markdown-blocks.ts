/** The tables and the code blocks of a Markdown text, found by the heading that they stand under. */

/** A row's cells by the titles of their columns, as plain text. */
export type Row = Readonly<Record<string, string>>

/** The text under a heading, up to the next heading of any level. */
export function sectionOf(markdown: string, heading: string): string {
  const section = markdown.split(/^#{1,6} /m).find((part) => part.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`there is no heading "${heading}"`)
  return section
}

/** The rows of the table whose first column has this title. */
export function tableIn(section: string, firstTitle: string): readonly Row[] {
  const tables = section.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')))
  const rows = tables.map((lines) => lines.map(cellsOf)).find(([titles]) => titles?.[0] === firstTitle)
  if (!rows) throw new Error(`there is no table with the first column "${firstTitle}"`)
  const [titles = [], , ...body] = rows
  return body.map((cells) => Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])))
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').slice(1, -1)
  return cells.map((cell) =>
    cell
      .trim()
      .replaceAll('`', '')
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
  )
}

/** The contents of all code blocks of a language, in order. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  const blocks = markdown.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)
  return [...blocks].filter(([, found]) => found === language).map(([, , content = '']) => content)
}
