/** All rows, in the order in which they are run and documented. */
import type { Row, RowGroup } from './row.js'
import { handlerRows } from './rows/handlers/index.js'
import { peerRows } from './rows/peers/index.js'

export const matrix: readonly RowGroup[] = [
  { name: 'handlers', rows: handlerRows },
  { name: 'peers', rows: peerRows },
]

export const rows: readonly Row[] = matrix.flatMap((group) => group.rows)
