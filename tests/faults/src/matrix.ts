/** All rows, in the order in which they are run and documented. */
import type { Row, RowGroup } from './row.js'
import { handlerRows } from './rows/handlers/index.js'
import { limitRows } from './rows/limits/index.js'
import { orderRows } from './rows/order/index.js'
import { peerRows } from './rows/peers/index.js'
import { streamRows } from './rows/streams/index.js'
import { stressRows } from './rows/stress/index.js'
import { wireRows } from './rows/wire/index.js'

export const matrix: readonly RowGroup[] = [
  { title: 'Handlers', rows: handlerRows },
  { title: 'Peers', rows: peerRows },
  { title: 'Wire', rows: wireRows },
  { title: 'Limits', rows: limitRows },
  { title: 'Order', rows: orderRows },
  { title: 'Streams', rows: streamRows },
  { title: 'Stress', rows: stressRows },
]

export const rows: readonly Row[] = matrix.flatMap((group) => group.rows)
