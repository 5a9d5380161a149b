/** A client in another process, in a network namespace of its own for one. Its log comes home when it is closed; one that is killed leaves none. */
import { ClientLog, type WireEntry } from '../audit/client-log.js'
import type { LoadOptions } from './load.js'
import type { Program } from './program.js'
import { Tally } from './tally.js'

export interface FarLoad {
  /** Resolves with its first ending. */
  readonly isUnderWay: Promise<unknown>
  readonly ended: Promise<Tally>
}

/** What its program tells of a load. */
export interface FarTally {
  readonly replied: number
  readonly failed: readonly (readonly [string, number])[]
}

/** As it crosses: a Map does not. */
export interface FarLog extends Pick<ClientLog, 'name' | 'entries' | 'routingIds'> {
  readonly wire: readonly (readonly [string, WireEntry])[]
}

export class FarClient {
  readonly #program: Program

  constructor(program: Program) {
    this.#program = program
  }

  load(options: Omit<LoadOptions, 'act'>): FarLoad {
    const isUnderWay = this.#program.heard('under way')
    const ended = this.#program.heard<FarTally>('ended').then(tallyOf)
    this.#program.say('load', options)
    return { isUnderWay, ended }
  }

  /** @returns what it sent and got; nothing where it was killed */
  async close(): Promise<ClientLog | undefined> {
    if (!this.#program.isRunning) return undefined
    this.#program.say('close')
    const { name, entries, wire } = await this.#program.heard<FarLog>('log')
    const log = new ClientLog(name)
    log.entries.push(...entries)
    for (const [id, entry] of wire) log.wire.set(id, entry)
    return log
  }

  kill(): Promise<unknown> {
    return this.#program.kill()
  }
}

function tallyOf({ replied, failed }: FarTally): Tally {
  const tally = new Tally()
  tally.replied = replied
  for (const [code, count] of failed) tally.failed.set(code, count)
  return tally
}
