/** What a test has to know of an example, and how it reads what the example prints. */
import { assert } from 'vitest'
import type { ExchangeEvent, ReplyReceived, RequestSent } from '../exchange-event.js'
import type { Summary } from '../summary.js'
import { type ProgramEnd, startProgram } from './program.js'

export interface ExampleUnderTest {
  readonly name: string
  /** The built program. */
  readonly main: URL
  readonly readme: URL
  /** Its own flags, without the dashes. */
  readonly ownFlags: readonly string[]
  /** Workers where `--workers` is not given. */
  readonly workers: number
  /** Who asks whom before it answers. */
  readonly nestedRequests: ReadonlyMap<string, string>
}

export interface ExampleRun {
  readonly end: ProgramEnd
  readonly requests: readonly RequestSent[]
  readonly replies: readonly ReplyReceived[]
  readonly summary: Summary
}

/** Runs it to its end, with `--json`. */
export async function runInJson({ main }: ExampleUnderTest, ...args: string[]): Promise<ExampleRun> {
  const end = await startProgram(main, ['--json', ...args]).ended
  return { end, ...readJsonLines(end.lines) }
}

export function readJsonLines(lines: readonly string[]): Omit<ExampleRun, 'end'> {
  const objects = lines.map((line) => JSON.parse(line) as ExchangeEvent | (Summary & { event: 'summary' }))
  const summary = objects.pop()
  assert(summary?.event === 'summary', 'the last line is the summary')
  const requests = objects.filter((object) => object.event === 'request')
  const replies = objects.filter((object) => object.event === 'reply')
  assert(requests.length + replies.length === objects.length, `${lines.length} lines are requests and replies`)
  return { requests, replies, summary }
}
