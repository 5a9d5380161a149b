/** A socket for which much comes, where each message takes its time: the rest of the thread goes on. */
import { afterEach, expect, it } from 'vitest'
import { transports } from '../src/endpoint.js'
import { zeromqSockets } from '../src/zeromq/zeromq-sockets.js'
import { endpointSource } from './endpoints.js'
import { until } from './records.js'

const sockets = zeromqSockets()

afterEach(() => sockets.closeAll(0))

function workFor(ms: number): void {
  for (const endsAt = performance.now() + ms; performance.now() < endsAt;);
}

it.each(transports)('over %s, others have their turn long before all is taken', async (transport) => {
  const endpoint = await endpointSource(transport)()
  const [pull, push] = [sockets.open('pull'), sockets.open('push')]
  await pull.bind(endpoint)
  push.connect(endpoint)
  const messages = 400
  for (let sent = 0; sent < messages; sent++) await until(() => push.send(['work']))
  let taken = 0
  let takenBefore: number | undefined
  pull.listen(() => {
    if (taken++ === 0) setImmediate(() => (takenBefore = taken))
    workFor(1)
  })
  await until(() => taken === messages)
  expect(takenBefore).toBeLessThan(messages / 10)
})
