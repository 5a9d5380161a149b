/** Faults between the peers: what is sent wrongly, and what the network does to it. */
import type { Row } from '../../row.js'
import { badPacketRows } from './bad-packets.js'
import { badWorkerRows } from './bad-workers.js'
import { lossRows } from './losses.js'
import { namespaceRows } from './namespaces.js'
import { networkRows } from './network.js'
import { workerNetworkRows } from './network-of-workers.js'
import { rawTcpRows } from './raw-tcp.js'

export const wireRows: readonly Row[] = [
  ...lossRows,
  ...badPacketRows,
  ...badWorkerRows,
  ...rawTcpRows,
  ...networkRows,
  ...workerNetworkRows,
  ...namespaceRows,
]
