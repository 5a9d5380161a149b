/** Every system that can be measured, in the order of the tables. */
import { errandDedicated } from './errand-dedicated.js'
import { errandPool } from './errand-pool.js'
import { piscina, piscinaTuned } from './piscina.js'
import type { System } from './system.js'
import { zeromqEcho, zeromqHops } from './zeromq.js'

export const allSystems: readonly System[] = [
  errandDedicated('inproc'),
  errandDedicated('ipc'),
  errandDedicated('tcp'),
  errandPool,
  piscina,
  piscinaTuned,
  zeromqEcho,
  zeromqHops,
]

/** @throws Error where there is none of this name */
export function systemCalled(name: string): System {
  const system = allSystems.find((one) => one.name === name)
  if (system === undefined) throw new Error(`there is no system "${name}"`)
  return system
}
