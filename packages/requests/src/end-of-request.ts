/** How the ends of requests are told that no answer brought: what happened, and what to do about it. */
import type { Repeat } from './core/repeat.js'
import { RequestError } from './request-error.js'
import type { RequestLink, RequestRefusal } from './request-link.js'

interface Ending {
  readonly target: string
  readonly repeat: Repeat | undefined
}

export const cancelled: RequestRefusal = { code: 'cancelled', message: 'the caller took the request back' }

/** @param what happened to the connection */
export function brokerLost(what: string, { target, repeat }: Ending): RequestRefusal {
  const before = `${what} before ${target} had answered`
  const message = repeat?.wasLost
    ? `${before}, as others had before: it may have run, and has no attempts left`
    : `${before}: it may have run; with attempts above 1 it would have been sent again`
  return { code: 'broker-lost', message }
}

export function deadlinePassed({ target, repeat }: Ending, link: RequestLink): RequestRefusal {
  const late = `no answer from ${target} within the deadline`
  const why = repeat?.waiting
    ? `the last one was ${repeat.waiting.code}, and the request waited here to be sent again`
    : link.explainSilence?.()
  return { code: 'deadline', message: why === undefined ? late : `${late}; ${why}` }
}

export function unreadable(target: string, cause: unknown): RequestError {
  return new RequestError('bad-result', `the answer of ${target} cannot be read: ${String(cause)}`, { target, cause })
}
