/** The text of --help, from the table of flags. */
import { type Flag, type FlagTable, onCommandLine } from './flag-table.js'

const jsonLines = `With --json each line is one object:
  {"event":"request","messageNo":1,"worker":"worker.4"}
  {"event":"reply","messageNo":1,"worker":"worker.4","response":"worker.4","nested":"worker.1","latencyMs":0.5}
      nested: whom the worker asked before it answered; not there where it asked nobody
  {"event":"failure","messageNo":2,"worker":"worker.3","code":"deadline","message":"…","latencyMs":30000}
  {"event":"summary","example":"…","flags":{…},"requests":100,"replies":100,"failures":{},"nestedRequests":47,
   "workers":{"worker.1":{"messages":25,"nested":30},…},"latencyMs":{"p50":…,"p90":…,"p99":…,"max":…},"durationMs":…}
      always the last line, and with --quiet the only one; failures are counted by code;
      "stoppedBy":"SIGINT" where it was stopped early

Exit codes: 0 all requests were answered, 1 some failed, 2 the flags are wrong, 130 stopped by Ctrl-C (SIGINT),
143 by SIGTERM, 141 because nobody reads the output any more. The first Ctrl-C lets open requests end and stops the
broker; a second one, half a second later or more, ends everything at once.
`

export interface HelpSubject {
  readonly name: string
  /** What it shows, in a sentence or a paragraph. */
  readonly shows: string
  readonly flags: FlagTable
}

export function helpText({ name, shows, flags }: HelpSubject): string {
  const rows = Object.entries(flags).map(([key, flag]) => ({ usage: usageOf(key, flag), flag }))
  const width = Math.max(...rows.map(({ usage }) => usage.length))
  const lines = rows.map(({ usage, flag }) => `  ${usage.padEnd(width)}  ${flag.tells}${rangeOf(flag)}`)
  return `${shows}\n\nUsage: ${name} [flags]\n\n${lines.join('\n')}\n\n${jsonLines}`
}

function usageOf(name: string, flag: Flag): string {
  const written = onCommandLine(name)
  if (flag.kind === 'switch') return written
  return `${written} ${flag.kind === 'choice' ? flag.choices.join('|') : 'n'}`
}

function rangeOf(flag: Flag): string {
  if (flag.kind === 'switch') return ''
  const range = flag.kind === 'integer' ? `${flag.least} to ${flag.most}; ` : ''
  return ` (${range}${flag.standard === 'random' ? 'a random one' : flag.standard} if not given)`
}
