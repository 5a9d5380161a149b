/** Every system that can be measured, in the order of the tables. */
import { bullmq } from './bullmq.js'
import { cProgram } from './c-program.js'
import { errandBroker } from './errand-broker.js'
import { errandInproc, errandIpc, errandTcp, errandThread } from './errand-dedicated.js'
import { errandPool } from './errand-pool.js'
import { errandTcpProcess } from './errand-tcp-process.js'
import { errandTyped } from './errand-typed.js'
import { nats } from './nats.js'
import { piscina, piscinaTuned } from './piscina.js'
import { poolifier } from './poolifier.js'
import { pythonDedicated, pythonPool } from './python.js'
import type { System } from './system.js'
import { tinypool } from './tinypool.js'
import { workerpool } from './workerpool.js'
import { zeromqEcho, zeromqHops } from './zeromq.js'

export const allSystems: readonly System[] = [
  errandInproc,
  errandThread,
  errandIpc,
  errandTcp,
  errandTyped,
  errandPool,
  errandTcpProcess,
  errandBroker,
  piscina,
  piscinaTuned,
  tinypool,
  poolifier,
  workerpool,
  nats,
  bullmq,
  pythonDedicated,
  pythonPool,
  zeromqEcho,
  zeromqHops,
  cProgram('inproc'),
  cProgram('ipc'),
]

/** @throws Error where there is none of this name */
export function systemCalled(name: string): System {
  const system = allSystems.find((one) => one.name === name)
  if (system === undefined) throw new Error(`there is no system "${name}"`)
  return system
}
