/** Where a pool lives: its broker, and the client by which it is asked. */
import type { Broker } from '@errand/broker'
import type { Client } from '@errand/client'

export interface Home {
  readonly broker: Broker
  readonly client: Client
  /** The broker has closed. */
  ended(this: void): void
}
