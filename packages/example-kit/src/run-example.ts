/** Runs an example from its command line to its exit code. What happens in between is the example's own. */
import { once } from 'node:events'
import { inspect } from 'node:util'
import { askWorkers, type Send } from './ask-workers.js'
import type { FlagTable, FlagValues, IntegerFlag } from './flags/flag-table.js'
import { helpText } from './flags/help-text.js'
import { FlagError, parseFlags } from './flags/parse-flags.js'
import { type StandardFlags, standardFlags } from './flags/standard-flags.js'
import { type Output, output } from './output.js'
import { reportFor } from './report/report-for.js'
import { type StopRequest, stopRequest } from './stop-request.js'
import { exitCodeOf, shapingFlags, type Summary } from './summary.js'
import { Tally } from './tally.js'
import { workerNames } from './worker-names.js'

/** The flags of one example alone. */
export interface OwnFlags extends FlagTable {
  readonly workers: IntegerFlag
}

export interface Example<Own extends OwnFlags> {
  readonly name: string
  /** What it shows, for the help. */
  readonly shows: string
  readonly flags: Own
}

export interface Run<Own extends OwnFlags> {
  readonly flags: FlagValues<Own> & FlagValues<StandardFlags>
  /** The workers' names, as many as `--workers` says. */
  readonly workers: readonly string[]
  /**
   * Sends as many requests as `--messages` says. Resolves when all have ended, or else as soon as a stop is asked for:
   * no further one is sent then, and closing the client gives the open ones the time to end.
   */
  readonly askWorkers: (send: Send) => Promise<void>
}

type Play<Own extends OwnFlags> = (run: Run<Own>) => Promise<void>

/** @param play starts everything, asks the workers, and ends everything; the process ends by itself then */
export async function runExample<Own extends OwnFlags>(example: Example<Own>, play: Play<Own>): Promise<void> {
  const stop = stopRequest()
  const writer: Output = output({
    out: process.stdout,
    err: process.stderr,
    onFault: (error) => (error.code === 'EPIPE' ? stop.ask('SIGPIPE') : giveUp(error)),
  })
  /** Threads may still be running, and would keep the process from ending by itself. */
  function giveUp(error: unknown): never {
    writer.complaint(`${example.name}: ${explained(error)}`)
    process.exit(error instanceof FlagError ? 2 : 1)
  }
  try {
    const table = { ...example.flags, ...standardFlags }
    const flags = parseFlags<Own & StandardFlags>(table, process.argv.slice(2))
    if (flags.help) return writer.line(helpText({ ...example, flags: table }))
    process.exitCode = exitCodeOf(await playThrough({ example, flags, stop, writer }, play))
  } catch (error) {
    giveUp(error)
  }
}

interface Stage<Own extends OwnFlags> {
  readonly example: Example<Own>
  readonly flags: Run<Own>['flags']
  readonly stop: StopRequest
  readonly writer: Output
}

async function playThrough<Own extends OwnFlags>(
  { example, flags, stop, writer }: Stage<Own>,
  play: Play<Own>,
): Promise<Summary> {
  const { messages, inFlight, seed, quiet } = flags
  const workers = workerNames(flags.workers)
  const tally = new Tally(workers)
  const report = reportFor(flags, workers)
  let asking = Promise.resolve()
  await play({
    flags,
    workers,
    async askWorkers(send) {
      asking = askWorkers({
        workers,
        messages,
        inFlight,
        seed,
        send,
        stop: stop.signal,
        tell(event) {
          tally.count(event)
          if (!quiet) writer.line(report.event(event))
        },
      })
      await Promise.race([asking, once(stop.signal, 'abort')])
    },
  })
  await asking
  const { reason } = stop
  const summary: Summary = {
    example: example.name,
    flags: shapingFlags(flags),
    ...tally.counts(),
    ...(reason && { stoppedBy: reason }),
  }
  writer.line(report.summary(summary))
  return summary
}

/** A message where the error is an expected one, everything about it where not. */
function explained(error: unknown): string {
  if (error instanceof FlagError) return `${error.message}\nSee --help.`
  return error instanceof Error && 'code' in error ? `${error.message} (${String(error.code)})` : inspect(error)
}
