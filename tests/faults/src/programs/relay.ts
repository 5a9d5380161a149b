/** A proxy in a process of its own, from an address of a network namespace to a broker on the loopback of the same one. */
import { ChaosProxy } from '../chaos-proxy/chaos-proxy.js'
import { randomFrom } from '../random.js'
import { readInput, tell } from './starter.js'

export interface RelayInput {
  readonly target: string
  readonly host: string
}

const { target, host } = readInput() as RelayInput
await tell('listening', await new ChaosProxy(target, randomFrom(0)).listen(host))
