/** Faults of the processes around a broker, and of the broker's own. */
import type { Row } from '../../row.js'
import { brokerRows } from './brokers.js'
import { clientRows } from './clients.js'
import { mainRows } from './mains.js'
import { strangerRows } from './strangers.js'
import { workerRows } from './workers.js'

export const peerRows: readonly Row[] = [...workerRows, ...clientRows, ...strangerRows, ...brokerRows, ...mainRows]
