/**
 * Opens clients until the system has no more sockets, closes every second one, and tells how the limit was said and whether the others
 * are served.
 */
import { type Client, connect } from '@errand/client'
import { readInput, tell } from './starter.js'

export interface OpenerInput {
  readonly endpoint?: string
  /** Sockets of this process at most. @default errand's own limit */
  readonly socketsMax?: number
}

export interface OpenerEnd {
  readonly opened: number
  readonly code: string
  /** Those that were left open. */
  readonly areServed: boolean
}

/** More than any limit of the rows. */
const clientsMax = 10_000

const { endpoint = '', socketsMax } = readInput() as OpenerInput
if (socketsMax !== undefined) await limitSockets(socketsMax)

const clients: Client[] = []
const code = openAll()
// A connection takes a descriptor more than its socket: what is open may wait for one.
for (const [index, client] of clients.entries()) if (index % 2 === 0) client.destroy()
await tell('limit', { opened: clients.length, code, areServed: await areServed() } satisfies OpenerEnd)

/** The context takes it before its first socket only: what errand says afterwards has no effect. */
async function limitSockets(most: number): Promise<void> {
  const { context, Dealer } = await import('zeromq')
  context.maxSockets = most
  new Dealer().close()
}

function openAll(): string {
  while (clients.length < clientsMax) {
    try {
      clients.push(connect({ endpoint }))
    } catch (error) {
      return String((error as { readonly code?: unknown }).code)
    }
  }
  return 'no limit'
}

async function areServed(): Promise<boolean> {
  const asked = clients
    .filter((_client, index) => index % 2 === 1)
    .map((client) => client.request('nobody', undefined, { deadlineMs: 10_000 }))
  const endings = await Promise.allSettled(asked)
  return endings.every(
    (ending) => ending.status === 'rejected' && (ending.reason as { readonly code?: string }).code === 'unknown-target',
  )
}
