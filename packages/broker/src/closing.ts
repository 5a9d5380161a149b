/** Closing a broker: the list of what is done, in its order. */
import type { Assembly } from './assembly.js'
import type { Launcher } from './launch/launcher.js'

export interface Closing {
  readonly parts: Assembly
  /** Undefined where the broker did not come so far. */
  readonly launcher: Launcher | undefined
  readonly stopGraceMs: number
  /** Lets open requests end by themselves. */
  readonly drain: () => Promise<void>
}

export async function close({ parts, launcher, stopGraceMs, drain }: Closing): Promise<void> {
  const { core, clock, front, direct, results, json, stopper, alarm } = parts
  front.refuseNew()
  await drain()
  core.endAll('the broker was closed', clock.now())
  json.stop()
  await Promise.all([front.attached.stop(stopGraceMs), launcher?.stop()])
  json.close()
  alarm.close()
  direct.close()
  front.close()
  results.close()
  stopper.send([''])
  stopper.close()
}
