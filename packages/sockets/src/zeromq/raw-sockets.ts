/** Opens the sockets of the zeromq addon with the options that errand's rules need. */
import type { Dealer, Pair, Pull, Push, Router } from 'zeromq'
import { SocketsError } from '../sockets-error.js'
import type { SocketKind, SocketOptions } from '../message-socket.js'
import { connectionOptions } from './connection-options.js'
import { setEndMessages } from './end-messages.js'
import { type Zeromq, zeromq } from './load-zeromq.js'

export type RawSocket = Router | Dealer | Push | Pull | Pair
export type RawReceiver = Exclude<RawSocket, Push>
export type RawSender = Exclude<RawSocket, Pull>

/** Below the half second after which the addon warns on standard error that the process waits for messages to leave. */
const defaultLingerMs = 400
/** A launched thread's peer is its own process: what can leave at all leaves in a few milliseconds. */
const launchedLingerMs = 100
const defaultHighWaterMark = 1000

function sendOptions({ highWaterMark = defaultHighWaterMark }: SocketOptions): {
  sendTimeout: number
  sendHighWaterMark: number
} {
  // A time-out of 0: a send is done, or refused, when the call returns; none is ever pending.
  return { sendTimeout: 0, sendHighWaterMark: highWaterMark }
}

function receiveOptions(
  { highWaterMark = defaultHighWaterMark, receiveHighWaterMark = highWaterMark }: SocketOptions,
  isWokenByBell: boolean,
): { receiveTimeout: number; receiveHighWaterMark: number } {
  return { receiveTimeout: isWokenByBell ? 0 : -1, receiveHighWaterMark }
}

function commonOptions(
  { lingerMs, frameBytesMax = 0 }: SocketOptions,
  isWokenByBell: boolean,
): { linger: number; maxMessageSize: number } {
  const linger = lingerMs ?? (isWokenByBell ? launchedLingerMs : defaultLingerMs)
  return { linger, maxMessageSize: frameBytesMax === 0 ? -1 : frameBytesMax }
}

function construct(zmq: Zeromq, kind: SocketKind, options: SocketOptions, isWokenByBell: boolean): RawSocket {
  const common = { ...commonOptions(options, isWokenByBell), ...connectionOptions(options) }
  const sending = sendOptions(options)
  const receiving = receiveOptions(options, isWokenByBell)
  const routing = options.routingId === undefined ? {} : { routingId: options.routingId }
  switch (kind) {
    case 'router':
      // mandatory: a peer that is gone is an error, not silence. handover: a peer that reconnects takes over its identity.
      return new zmq.Router({ ...common, ...sending, ...receiving, mandatory: true, handover: true })
    case 'dealer':
      return new zmq.Dealer({ ...common, ...sending, ...receiving, ...routing })
    case 'push':
      return new zmq.Push({ ...common, ...sending })
    case 'pull':
      return new zmq.Pull({ ...common, ...receiving })
    case 'pair':
      return new zmq.Pair({ ...common, ...sending, ...receiving })
  }
}

/** What `errno` is when there are as many sockets, or open files, as may be. */
const limitCodes = new Set<string | undefined>(['EMFILE', 'ENFILE'])

function openFault(kind: SocketKind, cause: unknown): SocketsError {
  if (limitCodes.has((cause as NodeJS.ErrnoException).code)) {
    const message = `no ${kind} socket can be opened: ${String(cause)}; close some, or raise the limit of open files`
    return new SocketsError('socket-limit', message, { cause })
  }
  return new SocketsError('invalid-option', `no ${kind} socket can be opened with these options: ${String(cause)}`, {
    cause,
  })
}

/** @throws SocketsError `socket-limit`, `invalid-option` */
export function openRaw(kind: SocketKind, options: SocketOptions, isWokenByBell: boolean): RawSocket {
  const zmq = zeromq()
  try {
    const raw = construct(zmq, kind, options, isWokenByBell)
    // Nobody rings for them: they would be taken in place of a message that was announced.
    if (!isWokenByBell) setEndMessages(raw, options)
    return raw
  } catch (cause) {
    throw openFault(kind, cause)
  }
}

/** An IPv6 address needs leave of the socket; given to all, it would change what a host name stands for. */
export function allowAddress(raw: RawSocket, endpoint: string): void {
  if (endpoint.startsWith('tcp://[')) raw.ipv6 = true
}
