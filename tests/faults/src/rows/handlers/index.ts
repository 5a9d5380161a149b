/** Faults of handlers, which are the code of whoever uses errand. */
import type { Row } from '../../row.js'
import { failingRows } from './failing.js'

export const handlerRows: readonly Row[] = [...failingRows]
