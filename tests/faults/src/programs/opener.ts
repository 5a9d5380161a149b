/** Opens clients until the system has no more sockets, and tells how that was said and whether the open ones are served. */
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
  readonly areServed: boolean
}

/** More than any limit of the rows. */
const clientsMax = 10_000

const { endpoint = '', socketsMax } = readInput() as OpenerInput
if (socketsMax !== undefined) await limitSockets(socketsMax)

const clients: Client[] = []
const code = openAll()
tell('limit', { opened: clients.length, code, areServed: await areServed() } satisfies OpenerEnd)

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
  const asked = clients.map((client) => client.request('nobody', undefined, { deadlineMs: 10_000 }))
  const endings = await Promise.allSettled(asked)
  return endings.every(
    (ending) => ending.status === 'rejected' && (ending.reason as { readonly code?: string }).code === 'unknown-target',
  )
}
