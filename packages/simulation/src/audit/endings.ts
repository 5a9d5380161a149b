/** Judges how requests end for who asked: in time, once, and with what truly happened. */
import type { Answer } from '../parts/work.js'
import { rogueName, type Scene } from '../parts/scene.js'
import type { Asked, Call } from './ledger.js'
import { checkStandstill, checkWhole } from './streams.js'

/** How late a request may end on the side of who asked, where nothing kept that side from noticing. */
const lateMsMax = 50

/** A request has ended for who asked. */
export function ended(scene: Scene, asked: Asked, how: string, mayHaveRun: boolean, answer?: Answer): void {
  const { ledger, world, spoiler } = scene
  const atMs = asked.process.now()
  if (asked.ending) ledger.violated('I3', `request ${asked.number} ended twice: ${asked.ending.how}, ${how}`)
  asked.ending = { atMs, how, mayHaveRun }
  world.trace.add(atMs, how, String(asked.number))
  const isLate = atMs > asked.deadlineAtMs + lateMsMax && asked.process.troubledUntilMs < asked.deadlineAtMs
  if (isLate) ledger.violated('I8', `request ${asked.number} ended ${(atMs - asked.deadlineAtMs).toFixed(1)} ms late`)
  if (how === 'run-timeout') checkRunTimeout(scene, asked)
  if (how === 'deadline') checkStandstill(scene, asked)
  if (how === 'expired') checkExpired(scene, asked, atMs)
  if (how === 'bad-result' && asked.target !== rogueName && spoiler.counts.garbled === 0)
    ledger.violated('streams', `request ${asked.number} ended with what no handler did: ${how}`)
  if (how === 'reply') checkAnswer(scene, asked, answer)
  else if (!mayHaveRun && asked.calls.length > 0)
    ledger.violated('mayHaveRun', `request ${asked.number} ended with ${how}, which says that it has not run; it has`)
}

/** A call begins: nobody was told that there would be none, and it is where it was asked for. */
export function checkStart({ ledger }: Scene, { asked, worker }: Call): void {
  const { ending, number, wish } = asked
  if (ending && !ending.mayHaveRun)
    ledger.violated('mayHaveRun', `request ${number} is run, and has ended with ${ending.how}, as one that was not`)
  const { to } = wish.options
  if (typeof to === 'string' && to !== worker)
    ledger.violated('to', `request ${number} is run by ${worker}, and was for ${to}`)
}

/**
 * It waited for as long as it said, and was not run, whatever the failure says of that. One that is sent again, to a broker
 * that has forgotten it, waits anew, and may have been run before.
 */
function checkExpired({ ledger, situations }: Scene, asked: Asked, atMs: number): void {
  const { number, wish, askedAtMs, calls, lives } = asked
  situations.saw('a request waited longer than it was worth')
  const { ttlMs = Infinity } = wish.options
  if (atMs - askedAtMs < ttlMs)
    ledger.violated('expiry', `request ${number} expired after ${(atMs - askedAtMs).toFixed(1)} ms of ${ttlMs}`)
  if (calls.length > 0 && lives === 1) ledger.violated('expiry', `request ${number} expired, and has run`)
}

function checkAnswer(scene: Scene, asked: Asked, answer: Answer | undefined): void {
  if (asked.target === rogueName) return
  if (asked.wish.way === 'stream') checkWhole(scene, asked, answer)
  const { ledger } = scene
  const call = ledger.calls[(answer?.call ?? 0) - 1]
  if (answer?.number === asked.number && call?.asked === asked && call.hasReturned) return
  ledger.violated(
    'I3',
    `request ${asked.number} was answered by what no handler of it returned: ${JSON.stringify(answer)}`,
  )
}

/** A run that took less than it may, and whose answer was not lost, did not take too long. */
function checkRunTimeout({ ledger, spoiler }: Scene, asked: Asked): void {
  const { number, calls, leases, runTimeoutMs, askedAtMs } = asked
  const call = calls.at(-1)
  if (!call?.hasReturned || call.endedAtMs === undefined || leases.some((lease) => spoiler.leases.has(lease))) return
  // What keeps its thread busy, before it or behind it, keeps its answer there too.
  if (call.process.troubledUntilMs > askedAtMs) return
  const ranMs = call.endedAtMs - call.startedAtMs
  if (ranMs < runTimeoutMs)
    ledger.violated(
      'I9',
      `request ${number} ran ${ranMs.toFixed(1)} ms of ${runTimeoutMs.toFixed(1)}, and is told that it ran too long`,
    )
}
