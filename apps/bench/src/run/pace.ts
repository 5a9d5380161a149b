/** How long slices are. A full run's are as long as they should be, a quick run's as long as its time allows. */
import type { SliceTimes } from '../scenarios/load.js'
import type { Group, PlannedSlice } from './plan.js'

export interface Pace {
  /**
   * How long a system runs before the rounds that count, with up to four workers; with more, as many times longer. Each
   * thread compiles its own code, and until then it costs several times as much.
   */
  readonly warmUpMs: number
  /** Of the shortest slices of a group; asked when it has started and is warm. */
  readonly timesFor: (group: Group) => SliceTimes
}

export const fullPace: Pace = {
  warmUpMs: 4000,
  timesFor: () => ({ warmUpMs: 200, measureMs: 500 }),
}

/** What is left of 50 seconds when the files are written and all has ended. */
const quickMs = 46_000
const quickWarmUpMs = 30
/** What a slice takes beside its times: the last answers, and a look at what was used. */
const overheadMs = 30
/** Shorter ones tell nothing, whatever the time. */
const measureMsMin = 40
const measureMsMax = 250

export interface QuickRun {
  readonly groups: readonly Group[]
  readonly rounds: number
  /** Milliseconds since the program started. */
  readonly elapsedMs: () => number
}

/** Each group has its part of the time, by its slices. */
export function quickPace({ groups, rounds, elapsedMs }: QuickRun): Pace {
  const total = timesOf(groups)
  return {
    warmUpMs: 900,
    timesFor(group) {
      const upToThis = timesOf(groups.slice(0, groups.indexOf(group) + 1))
      const leftMs = (quickMs * upToThis) / total - elapsedMs()
      const besideMs = group.slices.length * (quickWarmUpMs + overheadMs)
      const sliceMs = (leftMs / rounds - besideMs) / timesOf([group])
      const measureMs = Math.round(Math.min(measureMsMax, Math.max(measureMsMin, sliceMs)))
      return { warmUpMs: quickWarmUpMs, measureMs }
    },
  }
}

/** What the shortest slice of a system has of its warming up. */
export function warmUpTimes({ warmUpMs }: Pace, workers: number, slices: readonly PlannedSlice[]): SliceTimes {
  const longer = Math.max(1, workers / workersWarmAtOnce)
  return { warmUpMs: 0, measureMs: (warmUpMs * longer) / sum(slices) }
}

const workersWarmAtOnce = 4

function timesOf(groups: readonly Group[]): number {
  return sum(groups.flatMap(({ slices }) => slices))
}

function sum(slices: readonly PlannedSlice[]): number {
  return slices.reduce((all, { times }) => all + times, 0)
}
