/**
 * Loses and spoils packets, and remembers which tasks that harmed. What says that a worker is there is left alone: nothing
 * of it is lost without the connection, and with the connection it is said again.
 */
import {
  decodePacket,
  defaultLimits,
  linkId,
  type OutgoingFrame,
  packetEncoder,
  packetPrefix,
  type WireRecord,
} from '@errand/protocol'
import { numberIn } from '../audit/number-in.js'
import type { Random } from '../engine/random.js'

/** No name, no number and no JSON has it, so that hardly anything that is spoilt can be taken for something else. */
const spoiltCharacter = '\u0001'

export interface Spoilt {
  packetsLost: number
  recordsLost: number
  garbled: number
}

export class Spoiler {
  readonly counts: Spoilt = { packetsLost: 0, recordsLost: 0, garbled: 0 }
  /** Tasks, by lease, of which a record was lost or spoilt, by itself or with its connection. */
  readonly leases: Set<number> = new Set()
  /** Tasks, by lease, whose taking back may not have been heard of. */
  readonly cancels: Set<number> = new Set()
  /** Requests, by their numbers in the ledger, of which something was lost that came before the outcome. */
  readonly numbers: Set<number> = new Set()
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** What is in there does not arrive. */
  note(frames: readonly OutgoingFrame[]): void {
    for (const record of decodePacket(frames, defaultLimits).records) this.#note(record)
  }

  losePacket(frames: OutgoingFrame[]): OutgoingFrame[] | undefined {
    const records = recordsOf(frames)
    if (!records) return frames
    this.counts.packetsLost++
    for (const record of records) this.#note(record)
    return undefined
  }

  loseRecord(frames: OutgoingFrame[]): OutgoingFrame[] | undefined {
    const records = recordsOf(frames)
    if (!records) return frames
    this.counts.recordsLost++
    const lost = this.#random.below(records.length)
    this.#note(records[lost] as WireRecord)
    if (records.length === 1) return undefined
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const [at, record] of records.entries()) if (at !== lost) encoder.add(record)
    return encoder.take()
  }

  /** Overwrites some of it, or cuts it off. */
  garble(frames: OutgoingFrame[]): OutgoingFrame[] | undefined {
    const records = recordsOf(frames)
    if (!records) return frames
    this.counts.garbled++
    for (const record of records) this.#note(record)
    const [first, ...others] = frames
    const text = textOf(first as OutgoingFrame)
    // Behind the version: a peer of another version is left for good.
    const at = packetPrefix.length + this.#random.below(text.length - packetPrefix.length)
    const start = text.slice(0, at)
    const spoilt = [start + spoiltCharacter + text.slice(at + 1), ...others]
    if (this.#random.chance(0.5) || saysOther(spoilt, records)) return [start, ...others]
    return spoilt
  }

  #note(record: WireRecord): void {
    if (record.kind === 'cancel') this.cancels.add(record.id)
    if (record.kind === 'task' || record.kind === 'reply' || record.kind === 'failure') this.leases.add(record.id)
    const number = record.kind === 'chunk' ? numberIn(record.body) : undefined
    if (number !== undefined) this.numbers.add(number)
  }
}

/** Two records can be read as one, whose fields behind those that are known nobody looks at. */
function saysOther(frames: readonly OutgoingFrame[], said: readonly WireRecord[]): boolean {
  const known = new Set(said.map(shownRecord))
  return decodePacket(frames, defaultLimits).records.some((record) => !known.has(shownRecord(record)))
}

function shownRecord(record: WireRecord): string {
  return JSON.stringify(record)
}

function textOf(frame: OutgoingFrame): string {
  return typeof frame === 'string' ? frame : Buffer.from(frame).toString('latin1')
}

/** @returns undefined for what is not to be spoilt */
function recordsOf(frames: readonly OutgoingFrame[]): readonly WireRecord[] | undefined {
  const { records } = decodePacket(frames, defaultLimits)
  if (records.length === 0) return undefined
  return records.some(isAboutLink) ? undefined : records
}

/** It says that a peer is there, or is refused, or is gone. */
function isAboutLink(record: WireRecord): boolean {
  if (record.kind === 'failure') return record.id === linkId
  return record.kind === 'ready' || record.kind === 'stopped' || record.kind === 'goodbye'
}
