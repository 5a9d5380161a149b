/** How a socket looks after its connections: heartbeats, and the pace at which they are made anew. */
import type { SocketOptions } from '../message-socket.js'

/** What libzmq takes for the time to live: it travels in 16 bits, as tenths of a second. */
const timeToLiveMsMax = 6_553_500

export interface ConnectionOptions {
  heartbeatInterval?: number
  heartbeatTimeout?: number
  heartbeatTimeToLive?: number
  reconnectInterval?: number
  reconnectMaxInterval?: number
}

/** Only what was asked for: each option costs a call where a socket is opened for one message. */
export function connectionOptions(options: SocketOptions): ConnectionOptions {
  return { ...heartbeatOptions(options), ...reconnectOptions(options) }
}

function heartbeatOptions(options: SocketOptions): ConnectionOptions {
  const { heartbeatIntervalMs = 0, heartbeatTimeoutMs = 2 * heartbeatIntervalMs } = options
  if (heartbeatIntervalMs === 0) return {}
  return {
    heartbeatInterval: heartbeatIntervalMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    // What the peer is asked to do: a machine that is gone is noticed on both sides.
    heartbeatTimeToLive: Math.min(heartbeatTimeoutMs, timeToLiveMsMax),
  }
}

function reconnectOptions({ reconnectIntervalMs, reconnectIntervalMaxMs }: SocketOptions): ConnectionOptions {
  return {
    ...(reconnectIntervalMs === undefined ? {} : { reconnectInterval: reconnectIntervalMs }),
    ...(reconnectIntervalMaxMs === undefined ? {} : { reconnectMaxInterval: reconnectIntervalMaxMs }),
  }
}
