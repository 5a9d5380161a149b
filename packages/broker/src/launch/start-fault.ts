/** Why something launched never was ready, in words that name what its module may lack. */
import { portableError } from '../portable-error.js'
import { describeEnd, type EndReason, vesselOf } from './end-reason.js'
import type { LaunchPlacement } from './launch-options.js'

type StartFault = Extract<EndReason, { kind: 'start-failed' }>

export function lateStart(placement: LaunchPlacement, startTimeoutMs: number): StartFault {
  const message = `it was not ready within ${startTimeoutMs} ms; ${question(placement)} A busy machine needs a longer startTimeoutMs`
  return { kind: 'start-failed', message }
}

/** @param reason why it ended, before it was ready @param error what it ended by, if that was an error */
export function startFault(placement: LaunchPlacement, reason: EndReason, error: unknown): StartFault {
  if (reason.kind === 'start-failed') return reason
  const end = describeEnd(reason, vesselOf(placement))
  const message = reason.kind === 'exited' ? `${end} before it was ready; ${hint(placement, reason.code)}` : end
  return { kind: 'start-failed', message, ...(error === undefined ? {} : { error: portableError(error) }) }
}

function question(placement: LaunchPlacement): string {
  return `does its module call serve or ${placement === 'loop' ? 'runLoop' : 'runWorker'}?`
}

/** A process that fails before it has loaded anything of errand says so on its stderr alone. */
function hint(placement: LaunchPlacement, code: number): string {
  const more = placement === 'process' && code !== 0 ? ' What it wrote to stderr may say more' : ''
  return question(placement) + more
}
