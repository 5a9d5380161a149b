/**
 * I13: what a process has when nothing runs, and whether it comes back to that. Threads and descriptors are those that the system counts,
 * where it does (Linux); memory is what is left after a garbage collection.
 */
import { readdirSync, readlinkSync } from 'node:fs'
import { type Finding, findings } from '../audit/finding.js'
import { until } from './until.js'

export interface Measurement {
  readonly threads: number
  /** How many there are of each kind: sockets, pipes, files by their path. */
  readonly descriptors: ReadonlyMap<string, number>
  readonly heapBytes: number
}

/** Sockets close in the background, and threads end there, some when their native code returns. */
const settleMsMax = 15_000

/** What a row's own logs take, and what caches grow by. */
const heapGrowthMax = 48 * 1024 * 1024

export function measure(): Measurement {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return {
    threads: entriesOf('/proc/self/task').length,
    descriptors: countsOf(entriesOf('/proc/self/fd').flatMap(kindOf)),
    heapBytes: heapUsed + external,
  }
}

/** @returns what is still more than before, after all had time to end */
export async function growthSince(before: Measurement): Promise<readonly Finding[]> {
  await until(() => growth(before, measure()).length === 0, settleMsMax)
  return findings('I13', growth(before, measure()))
}

/** Of sockets and the like some may go while others come; only more of all of them is growth. */
function growth(before: Measurement, now: Measurement): readonly string[] {
  const faults: string[] = []
  if (now.threads > before.threads) faults.push(`${now.threads} threads; before there were ${before.threads}`)
  const more = totalOf(now.descriptors) - totalOf(before.descriptors)
  if (more > 0) faults.push(`${more} descriptors more than before: ${changesOf(before.descriptors, now.descriptors)}`)
  const heapGrowth = now.heapBytes - before.heapBytes
  if (heapGrowth > heapGrowthMax) faults.push(`${Math.round(heapGrowth / 2 ** 20)} MiB of memory more than before`)
  return faults
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function changesOf(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string {
  const kinds = new Set([...before.keys(), ...now.keys()])
  const changes = [...kinds].map((kind) => [kind, (now.get(kind) ?? 0) - (before.get(kind) ?? 0)] as const)
  return changes
    .filter(([, change]) => change !== 0)
    .map(([kind, change]) => `${change > 0 ? '+' : ''}${change} ${kind}`)
    .join(', ')
}

function countsOf(kinds: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** Nothing, where the system has no such folder. */
function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** `socket:[4711]` is a socket. Nothing, of the descriptor by which the folder was read. */
function kindOf(descriptor: string): readonly string[] {
  try {
    return [readlinkSync(`/proc/self/fd/${descriptor}`).replace(/:\[\d+\]$/, '')]
  } catch {
    return []
  }
}
