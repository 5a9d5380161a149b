/**
 * A worker that started by itself, in any process: one DEALER to the broker's front carries its tasks, its answers and
 * its nested requests.
 */
import { randomBytes } from 'node:crypto'
import { assertName, decodePacket, formatRoutingId, type ProtocolLimits, resolveLimits, type WireRecord } from '@errand/protocol'
import { requester } from '@errand/requests'
import { flushSchedule, packetOutbox, type SocketFactory, transportOf, zeromqSockets } from '@errand/sockets'
import { systemClock } from '@errand/timing'
import { announce } from './announcement.js'
import { adaptivePrefetch, fixedPrefetch } from './core/prefetch.js'
import { TaskRunner } from './task-runner.js'
import { resolveWorkerOptions, type WorkerOptions } from './worker-options.js'

export interface AttachOptions extends WorkerOptions {
  /** The broker's front, as clients use it. */
  readonly endpoint: string
  /** Name of this worker; no other worker of the broker has it. */
  readonly name: string
  readonly limits?: Partial<ProtocolLimits>
  /** Another set of sockets, the in-memory ones for example. @default ZeroMQ's */
  readonly sockets?: SocketFactory
}

export interface AttachedWorker extends AsyncDisposable {
  /** Resolves when the worker has stopped: by `close`, or because the broker stopped it. Rejects where it was refused. */
  readonly stopped: Promise<void>
  /** Starts nothing more, lets what runs end with its signal aborted, and disconnects. Late callers join. */
  close(): Promise<void>
}

/**
 * Serves requests of a broker elsewhere: on this machine over ipc, or beyond over tcp.
 *
 * @throws OptionError, ProtocolError, SocketsError for options that are not allowed
 */
export function attachWorker(given: AttachOptions): AttachedWorker {
  const options = resolveWorkerOptions(given)
  const { endpoint, name } = given
  const limits = resolveLimits(given.limits)
  transportOf(endpoint)
  assertName('the name of a worker', name)

  const epoch = randomBytes(16).toString('base64url')
  const socket = (given.sockets ?? zeromqSockets()).open('dealer', { routingId: formatRoutingId({ name, epoch }), highWaterMark: 0 })
  const outbox = packetOutbox({ limits, forms: 'any', schedule: flushSchedule(), send: (frames) => socket.send(frames) })
  const nested = requester({
    link: { open: (request) => void outbox.add(request), cancel: (request) => outbox.add(request) },
    clock: systemClock,
    codecs: options.codecs,
    limits,
  })
  const prefetch = options.slots === undefined ? adaptivePrefetch(options.concurrency) : fixedPrefetch(options.slots)
  const runner = new TaskRunner(options, {
    clock: systemClock,
    limits,
    requester: nested,
    prefetch,
    settled: (outcome) => outbox.add(outcome),
    slotsChanged: (slots) => outbox.add({ kind: 'credit', slots }),
  })

  let closing: Promise<void> | undefined
  let settle: { resolve(): void; reject(reason: unknown): void }
  const stopped = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Whoever does not look at it has `close`.
  stopped.catch(() => undefined)

  function end(record: WireRecord): void {
    outbox.add(record)
    outbox.flush()
    outbox.clear()
    socket.close()
  }

  async function stop(): Promise<void> {
    await runner.stop()
    nested.close('closed', `${name} has stopped`)
    end({ kind: 'stopped' })
    settle.resolve()
  }

  function receive(record: WireRecord): void {
    if (record.kind === 'task') runner.accept(record)
    else if (record.kind === 'cancel') runner.cancel(record.id)
    else if (record.kind === 'stop') void close()
    else if (record.kind === 'failure' && record.id === 0) refuse(String(options.codecs.decode(record) && JSON.stringify(options.codecs.decode(record))))
    else if (record.kind === 'reply' || record.kind === 'failure') nested.settle(record)
  }

  function refuse(why: string): void {
    settle.reject(new Error(`the broker refuses the worker ${name}: ${why}`))
    void close()
  }

  function close(): Promise<void> {
    closing ??= stop()
    return closing
  }

  socket.connect(endpoint)
  socket.listen((frames) => decodePacket(frames, limits).records.forEach(receive))
  outbox.add(announce([name], options, prefetch.slots))
  return { stopped, close, [Symbol.asyncDispose]: close }
}
