/** Judges what runs beside what: as many at a time as a worker's concurrency, and in lent slots what may borrow one. */
import type { Scene } from '../parts/scene.js'
import type { Call } from './ledger.js'

/** What is left of a slot that was given up need not have ended; so only what ends when it is told counts. */
function isCounted({ worker, endsWhenTold }: Call, { worker: own }: Call): boolean {
  return worker === own && endsWhenTold
}

/** A call begins. */
export function checkSlots({ ledger, situations }: Scene, call: Call, concurrency: number): void {
  let running = 0
  let busy = 0
  for (const other of ledger.runningIn(call.process)) {
    if (other === call || !isCounted(other, call)) continue
    running++
    if (!other.waitsFor) busy++
  }
  const { asked, worker } = call
  if (busy >= concurrency)
    ledger.violated('slots', `${worker} begins with request ${asked.number} beside ${busy} that run`)
  if (running < concurrency) return
  situations.saw('a slot was lent')
  if (!asked.parent || asked.wish.way === 'send' || asked.target === worker)
    ledger.violated('slots', `request ${asked.number} for ${asked.target} runs in a slot that is lent`)
}
