/** Plays a load on the system of this process, and measures what it used meanwhile. */
import type { Sample } from '../figures/sample.js'
import type { Load, SliceTimes } from '../scenarios/load.js'
import type { Callable, DrivenResult, Running } from '../systems/system.js'
import { playBacklog } from './backlog-load.js'
import { bodyOf } from './bodies.js'
import { playClosed } from './closed-load.js'
import { playOpen } from './open-load.js'
import { cpuSeconds, forgetPeakMemory, peakMemoryBytes } from './process-tree.js'

interface Usage {
  readonly at: number
  readonly cpu: number
}

export class SlicePlayer {
  readonly #running: Running
  readonly #depth: number
  #idleSince: Usage | undefined

  constructor(running: Running, depth: number) {
    this.#running = running
    this.#depth = depth
  }

  async play(load: Load, times: SliceTimes): Promise<Sample> {
    forgetPeakMemory()
    const before = usageNow()
    const idle = idleBetween(this.#idleSince, before)
    try {
      const figures = await this.#figuresOf(load, times, before)
      return { ...figures, ...idle, peak: peakMemoryBytes() }
    } finally {
      this.#idleSince = usageNow()
    }
  }

  async #figuresOf(load: Load, times: SliceTimes, before: Usage): Promise<Sample> {
    const running = this.#running
    if (running.kind === 'probed') return running.probe(load)
    if (running.kind === 'driven') {
      if (load.kind !== 'closed') throw new Error(`it makes its load itself, and cannot play "${load.kind}"`)
      return costed(await running.drive({ inFlight: load.inFlight, bodyBytes: load.body.bytes, ...times }), before)
    }
    return this.#call(running, load, times, before)
  }

  async #call(system: Callable, load: Load, times: SliceTimes, before: Usage): Promise<Sample> {
    const body = bodyOf(load.body, this.#depth)
    switch (load.kind) {
      case 'closed':
        return costed(await playClosed(system, { load, body, ...times }), before)
      case 'open': {
        const result = await playOpen(system, { load, body, ...times })
        return { ...costed(result, before), lateness: result.lateness }
      }
      case 'start-up':
        await system.call(body)
        return {}
      case 'backlog':
        return { bytesEach: await playBacklog(system, load) }
      case 'flood':
        throw new Error('only a system made for it can be flooded')
    }
  }
}

/** CPU is counted from before the warm-up to after the last answer, and so are the requests that it is divided by. */
function costed({ requests, seconds, requestsInAll, latencies }: DrivenResult, before: Usage): Sample {
  const rates = { perSecond: requests / seconds, ...latencies }
  if (requestsInAll === undefined) return rates
  return { ...rates, cpu: ((cpuSeconds() - before.cpu) / requestsInAll) * 100_000 }
}

function usageNow(): Usage {
  return { at: performance.now(), cpu: cpuSeconds() }
}

/** In less time, it is what the last slice has left to tidy up. */
const idleMsMin = 500

/** Hundredths of a core. */
function idleBetween(from: Usage | undefined, to: Usage): Sample {
  if (from === undefined || to.at - from.at < idleMsMin) return {}
  return { idleCpu: (100 * (to.cpu - from.cpu)) / ((to.at - from.at) / 1000) }
}
