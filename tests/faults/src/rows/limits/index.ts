/** Limits that are reached: errand's own, and those of the system. */
import type { Row } from '../../row.js'
import { queueRows } from './queues.js'
import { systemRows } from './system.js'

export const limitRows: readonly Row[] = [...queueRows, ...systemRows]
