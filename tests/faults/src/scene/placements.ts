/** Where handlers can run, and what a broker is told to run them there. */
import type { BrokerOptions } from '@errand/broker'
import type { WorkerOptions } from '@errand/worker'

export const placements = ['thread', 'pool', 'compute', 'process'] as const

export type Placement = (typeof placements)[number]

/** What every worker of a scene is given. All of it crosses to threads and processes. */
export interface WorkerData extends Pick<
  WorkerOptions,
  'concurrency' | 'slots' | 'temporarySockets' | 'runTimeoutMs' | 'abandonAfterMs'
> {
  /** The file in which its handlers note their starts. */
  readonly handlerLog: string
  /** Services that it answers for besides its name. */
  readonly services?: readonly string[]
  /** Milliseconds that each task takes longer. */
  readonly delayMs?: number
  /** Heap limit of its thread. */
  readonly heapMbMax?: number | undefined
  /** After so many tasks it is replaced. */
  readonly recycleAfterTasks?: number
}

/** The programs of the rows, as they were built. */
export function programUrl(name: string): URL {
  return new URL(`../programs/${name}.js`, import.meta.url)
}

/** Two, so that where one hangs the workers have another to run on. */
const loopsOfPool = 2

export function workersIn(placement: Placement, names: readonly string[], data: WorkerData): BrokerOptions {
  const { heapMbMax, recycleAfterTasks } = data
  const common = {
    ...(recycleAfterTasks === undefined ? {} : { recycle: { afterTasks: recycleAfterTasks } }),
    data,
    ...(heapMbMax === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMbMax } }),
  }
  if (placement === 'pool')
    return { pools: [{ module: programUrl('loop'), loops: loopsOfPool, workers: names, ...common }] }
  return { workers: names.map((name) => ({ name, placement, module: programUrl('dedicated'), ...common })) }
}
