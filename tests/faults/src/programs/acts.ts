/**
 * What the handlers of the rows do: which act it is, the request says. Those in here end, in one way or another; those that take
 * their thread with them are in `fatal-acts.ts`.
 */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Act, FailingAct, OrdinaryAct, Perform } from './act.js'
import { fatalActs } from './fatal-acts.js'

const never = (): Promise<never> => new Promise(() => undefined)

const ordinaryActs: { readonly [act in OrdinaryAct]: Perform } = {
  echo: ({ value }) => value,
  bytes: ({ length = 0 }) => 'x'.repeat(length),
  pid: () => process.pid,
  sleeps: async ({ ms }) => delay(ms),
  /** Until nobody waits for it any more. */
  waits: async (_act, { signal }) => {
    if (!signal.aborted) await once(signal, 'abort')
    return 'aborted'
  },
  neverSettles: never,
  nests: async ({ target = '', body = { act: 'echo' }, options, next }, context) => {
    const answer = await context.ask(target, body, options)
    return next ? acts[next.act](next, context) : answer
  },
  /** Asks many at a time, and says how many answered. */
  fansOut: async ({ target = '', count = 1, body = { act: 'echo' } }, { ask }) => {
    const endings = await Promise.allSettled(Array.from({ length: count }, () => ask(target, body)))
    return endings.filter(({ status }) => status === 'fulfilled').length
  },
  /** So many chunks, or without end; then what else it is asked for. */
  streams: async ({ count = Infinity, body }, context) => {
    for (let sent = 0; sent < count; sent++) await context.emit()
    return body ? acts[body.act](body, context) : count
  },
}

const failingActs: { readonly [act in FailingAct]: Perform } = {
  throws: () => {
    throw new TypeError('thrown by a handler')
  },
  rejects: async () => {
    throw new RangeError('rejected by a handler')
  },
  throwsNull: () => {
    throw null
  },
  throwsProxy: () => {
    throw new Proxy({}, { get: refuseToBeRead, getPrototypeOf: refuseToBeRead })
  },
  throwsCycle: () => {
    const error = new Error('a cause of itself')
    error.cause = error
    throw error
  },
  returnsBigInt: () => 10n,
  returnsCycle: () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    return cycle
  },
}

function refuseToBeRead(): never {
  throw new Error('this proxy is not to be looked at')
}

export const acts: { readonly [act in Act['act']]: Perform } = { ...ordinaryActs, ...failingActs, ...fatalActs }
