/** A client of errand that sends all it was told to at once, and says how many were answered. */
import { connect } from '@errand/client'
import type { FloodOrder } from '../systems/errand-broker.js'
import { targetsInTurn } from '../systems/targets.js'

const { endpoint } = JSON.parse(process.argv[2] ?? '') as { readonly endpoint: string }

const client = connect({ endpoint, deadlineMs: 600_000, heldBytesMax: 2 ** 33 })

process.on('message', (order: FloodOrder) => void follow(order))
process.send?.('ready')

async function follow({ requests, bodyBytes, targets, areAnswered }: FloodOrder): Promise<void> {
  const target = targetsInTurn(targets)
  const body = new Uint8Array(bodyBytes).fill(7)
  let answered = 0
  const asked = Array.from({ length: requests }, () =>
    client.request(target(), body).then(
      () => void answered++,
      () => undefined,
    ),
  )
  if (areAnswered) await Promise.all(asked)
  process.send?.(answered)
}
