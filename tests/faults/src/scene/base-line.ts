/**
 * I13: what a process has when nothing runs, and whether it comes back to that. Threads and descriptors are those that the system counts,
 * where it does (Linux); memory is what is left after a garbage collection.
 */
import { readdirSync, readlinkSync } from 'node:fs'
import { type Finding, findings } from '../audit/finding.js'
import { until } from './until.js'

export interface Measurement {
  readonly threads: number
  readonly descriptors: number
  /** Of the descriptors, the sockets. */
  readonly sockets: number
  readonly heapBytes: number
}

/** Sockets close in the background, and threads end there. */
const settleMsMax = 10_000

/** What a row's own logs take, and what caches grow by. */
const heapGrowthMax = 48 * 1024 * 1024

export function measure(): Measurement {
  const descriptors = entriesOf('/proc/self/fd')
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return {
    threads: entriesOf('/proc/self/task').length,
    descriptors: descriptors.length,
    sockets: descriptors.filter(isSocket).length,
    heapBytes: heapUsed + external,
  }
}

/** @returns what is still more than before, after all had time to end */
export async function growthSince(before: Measurement): Promise<readonly Finding[]> {
  await until(() => growth(before, measure()).length === 0, settleMsMax)
  return findings('I13', growth(before, measure()))
}

function growth(before: Measurement, now: Measurement): readonly string[] {
  const counts = (['threads', 'descriptors', 'sockets'] as const)
    .filter((what) => now[what] > before[what])
    .map((what) => `${now[what]} ${what}; before there were ${before[what]}`)
  const heapGrowth = now.heapBytes - before.heapBytes
  return heapGrowth <= heapGrowthMax ? counts : [...counts, `${inMiB(heapGrowth)} MiB of memory more than before`]
}

function inMiB(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}

/** Nothing, where the system has no such folder. */
function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:')
  } catch {
    // The one by which the folder was read is closed by now.
    return false
  }
}
