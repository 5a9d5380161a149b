/** Judges what comes before an answer: chunks of a stream, and how far a handler is. */
import { rogueName, type Scene } from '../parts/scene.js'
import type { Answer } from '../parts/work.js'
import type { Asked, Call } from './ledger.js'

/** What handlers send as a chunk, and tell as progress. */
export interface Said {
  readonly number: number
  readonly call: number
  /** Its place among all of its kind that this call says, from 1. */
  readonly at: number
}

/** A stream whose reader has taken all that came goes on within so long, where nothing is lost and nobody is late. */
const standstillMsMax = 500

/** A chunk has left its handler. */
export function chunkSent({ ledger, situations }: Scene, call: Call): void {
  const { asked } = call
  call.sent++
  call.waitsForRoomSinceMs = undefined
  situations.saw('a chunk was sent')
  const onTheWay = call.sent - asked.read
  if (onTheWay > asked.wish.window)
    ledger.violated(
      'credit',
      `${onTheWay} chunks of request ${asked.number} are unread, and its reader takes ${asked.wish.window}`,
    )
}

/** A reader takes a chunk. */
export function chunkRead(scene: Scene, asked: Asked, { number, call, at }: Said): void {
  const { ledger, spoiler } = scene
  asked.read++
  asked.readAtMs = asked.process.now()
  // What that one says of its own tasks is nobody's business.
  if (asked.target === rogueName) return
  const isNext = at === asked.read || (at > asked.read && spoiler.numbers.has(asked.number))
  const first = (asked.firstChunkOf ??= call)
  if (number !== asked.number || call !== first)
    ledger.violated('streams', `request ${asked.number} got a chunk of call ${call} for ${number}, after ${first}`)
  else if (!isNext)
    ledger.violated('streams', `request ${asked.number} got chunk ${at} of call ${call} in place of ${asked.read}`)
  asked.read = Math.max(asked.read, at)
}

/** Who asked hears how far it is. Some may be left out; none comes late, or after the end. */
export function progressHeard({ ledger, situations }: Scene, asked: Asked, { number, call, at }: Said): void {
  const { progress, ending } = asked
  situations.saw('who asked heard how far it is')
  if (number !== asked.number) ledger.violated('I7', `request ${asked.number} hears how far ${number} is`)
  if (ending) ledger.violated('progress', `request ${asked.number} hears how far it is after its end`)
  if (call < progress.call || (call === progress.call && at <= progress.at))
    ledger.violated('progress', `request ${asked.number} hears ${call}/${at} after ${progress.call}/${progress.at}`)
  asked.progress = { call, at }
}

/** With its answer, all of a stream has been read. */
export function checkWhole({ ledger, spoiler }: Scene, asked: Asked, answer: Answer | undefined): void {
  if (asked.read >= asked.wish.leavesAfter || spoiler.numbers.has(asked.number)) return
  const sent = ledger.calls[(answer?.call ?? 0) - 1]?.sent
  if (asked.read !== sent)
    ledger.violated('streams', `request ${asked.number} has its answer after ${asked.read} of ${sent} chunks`)
}

/** Its time is over: it has not stood still although its reader waited. */
export function checkStandstill({ ledger, isCalm }: Scene, asked: Asked): void {
  const call = asked.calls.at(-1)
  const sinceMs = call?.waitsForRoomSinceMs
  if (!isCalm || !call || sinceMs === undefined || asked.read < call.sent) return
  const ms = asked.process.now() - Math.max(sinceMs, asked.readAtMs)
  if (ms > standstillMsMax)
    ledger.violated('streams', `request ${asked.number} stands still for ${ms.toFixed(1)} ms, though all was read`)
}
