/** Where a pool lives: its broker, and the client by which it is asked. */
import type { Broker } from '@errand/broker'
import { type Client, type ClientOptions, connect } from '@errand/client'
import type { Contract } from '@errand/contract'
import { RequestError } from '@errand/requests'
import type { PoolOptions } from './options.js'
import { PoolError } from './pool-error.js'

export interface Home {
  readonly broker: Broker
  readonly client: Client
  /** The broker has closed. */
  ended(this: void): void
}

/** The client of a pool, by the pool's options; what these leave out is the client's to choose. */
export function clientOf<C extends Contract>(
  { endpoint }: Broker,
  { deadlineMs, whenOverloaded }: PoolOptions<C>,
  more: Pick<ClientOptions, 'sockets'> = {},
): Client {
  return connect({
    endpoint,
    ...more,
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(whenOverloaded !== undefined && { whenOverloaded }),
  })
}

/** @throws PoolError `serves-another` where what was started serves something else */
export async function assertServed<C extends Contract>(
  client: Client,
  { contract, module }: PoolOptions<C>,
): Promise<void> {
  try {
    await client.find(contract.name)
  } catch (cause) {
    if (!(cause instanceof RequestError) || cause.code !== 'unknown-target') throw cause
    const message = `${String(module)} serves no contract of the name ${contract.name}; does it call \`serve\` with it?`
    throw new PoolError('serves-another', message, { cause })
  }
}
