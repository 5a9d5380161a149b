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
}

const { endpoint, name, target, requests, act } = readInput() as ClientInput
const client = connect({ endpoint })

for (let number = 1; number <= requests; number++)
  client.request(target, { ...act, key: `${name}.${number}` }).catch(() => undefined)
