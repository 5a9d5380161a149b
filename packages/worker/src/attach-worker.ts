/** A worker that started by itself, in any process. */
import { randomBytes } from 'node:crypto'
import { assertName, hasMethods, resolveLimits } from '@errand/protocol'
import { assertOption, assertOptions } from '@errand/requests'
import { transportOf, zeromqSockets } from '@errand/sockets'
import type { AttachedWorker, AttachOptions } from './attached-worker.js'
import { Attachment } from './runtimes/attachment.js'
import { assertMs, resolveWorkerOptions } from './worker-options.js'

/** Often enough to see what was lost on the way before anybody asks, and next to no work. */
const standardHeartbeatIntervalMs = 1000

/** A broker that is gone without a word, or was stopped, is noticed within three seconds. */
const connectionHeartbeatMs = 1000

/**
 * Serves requests of a broker elsewhere: on this machine over ipc, or beyond over tcp. Where the connection is lost, what
 * is in hand is aborted, and the worker announces itself anew as soon as there is a broker again.
 *
 * @throws OptionError, ProtocolError, SocketsError for options that are not allowed
 */
export function attachWorker(options: AttachOptions): AttachedWorker {
  assertOptions(options)
  const { endpoint, name, limits: givenLimits, sockets = zeromqSockets(), reattach = true, ...rest } = options
  const { heartbeatIntervalMs = standardHeartbeatIntervalMs, ...own } = rest
  const worker = resolveWorkerOptions(own)
  const limits = resolveLimits(givenLimits)
  transportOf(endpoint)
  assertName('the name of a worker', name)
  assertOption(hasMethods(sockets, 'open'), 'sockets', sockets, 'a SocketFactory')
  assertMs('heartbeatIntervalMs', heartbeatIntervalMs, 'from 0')
  assertOption(typeof reattach === 'boolean', 'reattach', reattach, 'true or false')
  return new Attachment({
    endpoint,
    name,
    epoch: () => randomBytes(16).toString('base64url'),
    limits,
    sockets,
    worker,
    slotPolicy: 'give-up',
    heartbeatIntervalMs,
    connectionHeartbeatMs,
    reattaches: reattach,
  })
}
