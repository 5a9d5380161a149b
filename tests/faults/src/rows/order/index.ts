/** Faults of order and of time: everything is well, but not now. */
import type { Row } from '../../row.js'
import { nestingRows } from './nesting.js'
import { stoppingRows } from './stopping.js'
import { timingRows } from './timing.js'

export const orderRows: readonly Row[] = [...stoppingRows, ...nestingRows, ...timingRows]
