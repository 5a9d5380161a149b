/** What this process and all its descendants have used, from /proc: on other systems than Linux, nothing is told. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** `sysconf(_SC_CLK_TCK)` of Linux, whatever the kernel's own clock. */
const ticksPerSecond = 100

interface Process {
  readonly pid: number
  readonly parent: number
  /** Its own and that of its children that have ended. */
  readonly cpuTicks: number
  readonly endedChildrenTicks: number
}

/** Seconds of CPU. This process is read to the microsecond, the others to ten milliseconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  const tree = processTree(process.pid)
  const ticks = tree.reduce(
    (sum, one) => sum + one.endedChildrenTicks + (one.pid === process.pid ? 0 : one.cpuTicks),
    0,
  )
  return (user + system) / 1_000_000 + ticks / ticksPerSecond
}

/** Seconds of CPU of all processes of this machine. Of those that have ended, their parents tell. */
export function machineCpuSeconds(): number {
  const ticks = allProcesses().reduce((sum, one) => sum + one.cpuTicks + one.endedChildrenTicks, 0)
  return ticks / ticksPerSecond
}

/** From here on, peaks count anew. */
export function forgetPeakMemory(): void {
  for (const { pid } of processTree(process.pid)) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5')
    } catch {
      // It has ended, or is not ours: then its peak is the one of its whole life.
    }
  }
}

/** Bytes: the peaks of all, added up. What processes share is counted for each. */
export function peakMemoryBytes(): number {
  return sumOfStatus('VmHWM')
}

/** Bytes that all hold now. */
export function residentBytes(): number {
  return sumOfStatus('VmRSS')
}

function sumOfStatus(field: string): number {
  const pattern = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm')
  return processTree(process.pid).reduce((sum, { pid }) => {
    const kilobytes = Number(pattern.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0)
    return sum + kilobytes * 1024
  }, 0)
}

function processTree(root: number): readonly Process[] {
  const all = allProcesses()
  const tree = all.filter(({ pid }) => pid === root)
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid))
  return tree
}

function allProcesses(): readonly Process[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => parseStat(textOf(`/proc/${name}/stat`)))
    .filter((one) => one !== undefined)
}

/** `pid (name) state parent …`: the name may have spaces and brackets in it. */
export function parseStat(stat: string): Process | undefined {
  const end = stat.lastIndexOf(')')
  if (end === -1) return undefined
  const fields = stat.slice(end + 2).split(' ')
  const number = (index: number): number => Number(fields[index])
  return {
    pid: Number.parseInt(stat, 10),
    parent: number(1),
    cpuTicks: number(11) + number(12),
    endedChildrenTicks: number(13) + number(14),
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
