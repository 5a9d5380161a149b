/** What others used of the machine while the bench ran: figures of a busy machine are worth less, and say so. */
import { cpus } from 'node:os'
import { cpuSeconds, machineCpuSeconds } from '../driver/process-tree.js'

interface Look {
  readonly atMs: number
  readonly othersSeconds: number
}

export class Others {
  readonly #before: Look = look()

  /** Hundredths of the whole machine, since this was made; asked when all that the bench has started has ended. */
  percent(): number {
    const { atMs, othersSeconds } = look()
    const whole = ((atMs - this.#before.atMs) / 1000) * cpus().length
    return Math.max(0, (100 * (othersSeconds - this.#before.othersSeconds)) / whole)
  }
}

/** Added up from processes, and not as /proc/stat has it: that counts by samples, and misses who is quick. */
function look(): Look {
  return { atMs: performance.now(), othersSeconds: machineCpuSeconds() - cpuSeconds() }
}
