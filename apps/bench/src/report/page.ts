/** The page of the benchmarks: text that people wrote, and between two marks what a run found. */

const openingMark = '<!-- results: written by `pnpm bench:page` -->'
const closingMark = '<!-- /results -->'

/** @throws Error where the page has not both marks */
export function withResults(page: string, results: string): string {
  const [start, end] = [page.indexOf(openingMark), page.indexOf(closingMark)]
  if (start === -1 || end < start) throw new Error(`the page has no "${openingMark}" with a "${closingMark}" behind it`)
  return `${page.slice(0, start + openingMark.length)}\n\n${results}\n\n${page.slice(end)}`
}
