/** All rows, in the order in which they are run and documented. */
import type { Row, RowGroup } from './row.js'
import { handlerRows } from './rows/handlers/index.js'
import { limitRows } from './rows/limits/index.js'
import { orderRows } from './rows/order/index.js'
import { peerRows } from './rows/peers/index.js'
import { stressRows } from './rows/stress/index.js'
import { wireRows } from './rows/wire/index.js'

export const matrix: readonly RowGroup[] = [
  { name: 'handlers', rows: handlerRows },
  { name: 'peers', rows: peerRows },
  { name: 'wire', rows: wireRows },
  { name: 'limits', rows: limitRows },
  { name: 'order', rows: orderRows },
  { name: 'stress', rows: stressRows },
]

export const rows: readonly Row[] = matrix.flatMap((group) => group.rows)
