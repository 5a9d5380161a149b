/** The options of connections, as ZeroMQ is told. */
import { expect, it } from 'vitest'
import { connectionOptions } from '../src/zeromq/connection-options.js'

it.each([
  ['nothing', {}, {}],
  ['no heartbeats', { heartbeatIntervalMs: 0, heartbeatTimeoutMs: 500 }, {}],
  [
    'heartbeats',
    { heartbeatIntervalMs: 1000 },
    { heartbeatInterval: 1000, heartbeatTimeout: 2000, heartbeatTimeToLive: 2000 },
  ],
  [
    'heartbeats and their time-out',
    { heartbeatIntervalMs: 1000, heartbeatTimeoutMs: 500 },
    { heartbeatInterval: 1000, heartbeatTimeout: 500, heartbeatTimeToLive: 500 },
  ],
  [
    'a time-out that is longer than what can travel',
    { heartbeatIntervalMs: 5_000_000 },
    { heartbeatInterval: 5_000_000, heartbeatTimeout: 10_000_000, heartbeatTimeToLive: 6_553_500 },
  ],
  [
    'a pace of tries',
    { reconnectIntervalMs: 10, reconnectIntervalMaxMs: 100 },
    { reconnectInterval: 10, reconnectMaxInterval: 100 },
  ],
])('%s', (_what, asked, told) => {
  expect(connectionOptions(asked)).toEqual(told)
})
