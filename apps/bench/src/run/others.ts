/** What others used of the machine while the bench ran: figures of a busy machine are worth less, and say so. */
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { cpuSeconds, ticksPerSecond } from '../driver/process-tree.js'

interface Look {
  readonly atMs: number
  readonly busySeconds: number
  readonly ownSeconds: number
}

export class Others {
  readonly #before: Look = look()

  /** Hundredths of the whole machine, since this was made; asked when all that the bench has started has ended. */
  percent(): number {
    const now = look()
    const busy = now.busySeconds - this.#before.busySeconds
    const others = busy - (now.ownSeconds - this.#before.ownSeconds)
    const whole = ((now.atMs - this.#before.atMs) / 1000) * cpus().length
    return Math.max(0, (100 * others) / whole)
  }
}

function look(): Look {
  return { atMs: performance.now(), busySeconds: busyNow(), ownSeconds: cpuSeconds() }
}

/** `cpu user nice system idle iowait irq softirq steal …`, in ticks: all but idle and iowait. */
function busyNow(): number {
  if (process.platform !== 'linux') return cpuSeconds()
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number)
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond
}
