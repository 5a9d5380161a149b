/** Faults between the peers: what is sent wrongly, and what the network does to it. */
import type { Row } from '../../row.js'
import { badPacketRows } from './bad-packets.js'
import { badWorkerRows } from './bad-workers.js'
import { networkRows } from './network.js'
import { rawTcpRows } from './raw-tcp.js'

export const wireRows: readonly Row[] = [...badPacketRows, ...badWorkerRows, ...rawTcpRows, ...networkRows]
