/** A peer that is no errand client: it sends requests over a bare socket, and takes no answer. */
import { defaultLimits } from '@errand/protocol'
import { flushSchedule, packetOutbox, zeromqSockets } from '@errand/sockets'
import type { Act } from './act.js'
import { readInput } from './starter.js'

export interface NeverReadsInput {
  readonly endpoint: string
  readonly name: string
  readonly target: string
  readonly requests: number
  readonly act: Act
  readonly deadlineMs: number
}

const { endpoint, name, target, requests, act, deadlineMs } = readInput() as NeverReadsInput
const socket = zeromqSockets().open('dealer', { routingId: name })
socket.connect(endpoint)

const outbox = packetOutbox({
  limits: defaultLimits,
  forms: 'strings',
  schedule: flushSchedule(),
  send: (frames) => socket.send(frames),
})
for (let id = 1; id <= requests; id++) {
  const body = JSON.stringify({ ...act, key: `${name}.${id}` })
  outbox.add({ kind: 'request', id, target, deadlineMs, attempts: 1, metadata: '', codec: 'j', body })
}
