/** A client in a process of its own, which asks for so much at once and waits; it is there to be killed. */
import { connect } from '@errand/client'
import type { Act } from './act.js'
import { readInput } from './starter.js'

export interface ClientInput {
  readonly endpoint: string
  /** First part of its requests' keys. */
  readonly name: string
  readonly target: string
  readonly requests: number
  readonly act: Act
  /** Its event loop stands still as soon as all has left. */
  readonly neverReads?: boolean
}

const { endpoint, name, target, requests, act, neverReads = false } = readInput() as ClientInput
const client = connect({ endpoint })

for (let number = 1; number <= requests; number++)
  client.request(target, { ...act, key: `${name}.${number}` }).catch(() => undefined)

// What was asked leaves at the end of this turn, by ZeroMQ's own thread.
if (neverReads) setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 0)
