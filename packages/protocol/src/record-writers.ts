/**
 * How the fields of each kind are written: in the order of `recordKinds`, which the tests hold them to. One function for
 * each kind knows one shape of record: a loop over the table looks up every field by its name.
 */
import type { PacketText } from './packet-text.js'
import type { RecordOf } from './record.js'
import type { RecordKindName } from './record-kinds.js'

type RecordWriters = { readonly [Kind in RecordKindName]: (to: PacketText, record: RecordOf<Kind>) => void }

function writeId(to: PacketText, { id }: { readonly id: number }): void {
  to.count(id)
}

function writeNothing(): void {}

export const recordWriters: RecordWriters = {
  request: (to, record) => {
    to.count(record.id)
    to.name(record.target)
    to.count(record.deadlineMs)
    to.count(record.attempts)
    to.countOption(record.parent)
    to.nameOption(record.method)
    to.countOption(record.runTimeoutMs)
    to.countOption(record.backoffMs)
    to.countOption(record.ttlMs)
    to.countOption(record.priority)
    to.countOption(record.window)
    to.countOption(record.progress)
    to.countOption(record.quiet)
    to.nameOption(record.member)
    to.nameOption(record.sticky)
    to.nameOption(record.key)
    to.endOptions()
  },
  task: (to, record) => {
    to.count(record.id)
    to.name(record.worker)
    to.name(record.target)
    to.count(record.deadlineMs)
    to.count(record.attempt)
    to.nameOption(record.method)
    to.countOption(record.runTimeoutMs)
    to.countOption(record.window)
    to.countOption(record.progress)
    to.countOption(record.nested)
    to.countOption(record.ttlMs)
    to.endOptions()
  },
  reply: writeId,
  failure: (to, { id, code }) => {
    to.count(id)
    to.name(code)
  },
  chunk: writeId,
  progress: writeId,
  pull: (to, { id, chunks }) => {
    to.count(id)
    to.count(chunks)
  },
  accepted: writeId,
  find: (to, { id, target }) => {
    to.count(id)
    to.name(target)
  },
  cancel: writeId,
  goodbye: writeNothing,
  ready: (to, { slots }) => to.count(slots),
  credit: (to, { slots }) => to.count(slots),
  heartbeat: (to, { lagMs, memoryBytes, lastTask }) => {
    to.count(lagMs)
    to.count(memoryBytes)
    to.count(lastTask)
  },
  stop: (to, { graceMs }) => to.count(graceMs),
  stopped: writeNothing,
}
