/** A peer that is no errand client: it sends requests over a bare socket, and takes no answer. */
import { packetEncoder, defaultLimits } from '@errand/protocol'
import { zeromqSockets } from '@errand/sockets'
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
const encoder = packetEncoder(defaultLimits, 'strings')
for (let id = 1; id <= requests; id++) {
  const body = JSON.stringify({ ...act, key: `${name}.${id}` })
  encoder.add({ kind: 'request', id, target, deadlineMs, attempts: 1, metadata: '', codec: 'j', body })
}
const packet = encoder.take()

function sendOnceThereIsRoom(): void {
  if (!socket.send(packet)) setTimeout(sendOnceThereIsRoom, 1)
}

socket.connect(endpoint)
sendOnceThereIsRoom()
// It stays for as long as its row.
process.on('message', () => undefined)
