/** Where handlers can run, and what a broker is told to run them there. */
import type { BrokerOptions } from '@errand/broker'
import type { WorkerOptions } from '@errand/worker'

export const placements = ['thread', 'pool'] as const

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
}

/** The programs of the rows, as they were built. */
export function programUrl(name: string): URL {
  return new URL(`../programs/${name}.js`, import.meta.url)
}

/** Two, so that where one hangs the workers have another to run on. */
const loopsOfPool = 2

export function workersIn(placement: Placement, names: readonly string[], data: WorkerData): BrokerOptions {
  const { heapMbMax } = data
  const common = { data, ...(heapMbMax === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMbMax } }) }
  switch (placement) {
    case 'thread':
      return { workers: names.map((name) => ({ name, module: programUrl('dedicated'), ...common })) }
    case 'pool':
      return { pools: [{ module: programUrl('loop'), loops: loopsOfPool, workers: names, ...common }] }
  }
}
