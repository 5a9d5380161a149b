/** Faults of handlers, which are the code of whoever uses errand. */
import type { Row } from '../../row.js'
import { failingRows } from './failing.js'
import { hangingRows } from './hanging.js'
import { hiddenHangRows } from './hidden-hang.js'
import { lostThreadRows } from './lost-threads.js'
import { tooMuchRows } from './too-much.js'

export const handlerRows: readonly Row[] = [
  ...failingRows,
  ...hangingRows,
  ...hiddenHangRows,
  ...lostThreadRows,
  ...tooMuchRows,
]
