/** A client in a process of its own, which asks on and on and is meant to be killed. */
import { connect } from '@errand/client'
import { inputOf, tell } from './starter.js'

export interface ClientInput {
  readonly endpoint: string
  /** First part of its requests' keys. */
  readonly name: string
  readonly target: string
  readonly inFlight: number
  readonly bodyChars: number
  /** It stops reading what it is answered, by keeping its own loop busy. */
  readonly neverReads: boolean
}

const { endpoint, name, target, inFlight, bodyChars, neverReads } = inputOf<ClientInput>()
const client = connect({ endpoint })
const value = 'x'.repeat(bodyChars)
let asked = 0
let answered = 0

async function askOnAndOn(): Promise<void> {
  for (;;) {
    await client.request(target, { act: 'echo', key: `${name}.${++asked}`, value }).catch(() => undefined)
    if (++answered === inFlight) tell('busy')
  }
}

for (let line = 0; line < inFlight; line++) void askOnAndOn()
if (neverReads) setImmediate(() => setImmediate(block))

function block(): void {
  tell('busy')
  // The message to the row leaves first.
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
}
