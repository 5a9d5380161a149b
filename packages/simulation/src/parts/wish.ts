/** What one request asks for beyond the usual, and how its asker takes the answer. */
import type { RequestOptions } from '@errand/requests'
import type { Random } from '../engine/random.js'
import type { Scene } from './scene.js'

export interface Wish {
  readonly way: 'request' | 'stream' | 'send'
  readonly options: Pick<RequestOptions, 'priority' | 'key' | 'ttlMs' | 'to'>
  readonly wantsProgress: boolean
  /** Of a stream; 0 for any other answer. */
  readonly window: number
  /** What its handler sends, if it comes to it. */
  readonly chunks: number
  /** Chunks after which its reader leaves. */
  readonly leavesAfter: number
  /** Mean milliseconds that its reader takes for a chunk; 0 for none. */
  readonly dawdlesMs: number
}

export const plainWish: Wish = {
  way: 'request',
  options: {},
  wantsProgress: false,
  window: 0,
  chunks: 0,
  leavesAfter: Infinity,
  dawdlesMs: 0,
}

/** The target that several workers serve. */
const service = 'service'
/** Few, so that many bear the same. */
const texts = ['a', 'b', 'c']

function routingOf({ plan, targets }: Scene, random: Random, target: string): Wish['options'] {
  const { priority, key, ttl, to } = plan.wishes
  return {
    ...(random.chance(priority) ? { priority: random.pick(['high', 'normal', 'low'] as const) } : {}),
    ...(random.chance(key) ? { key: random.pick(texts) } : {}),
    ...(random.chance(ttl) ? { ttlMs: random.gap(100) + 1 } : {}),
    ...(target === service && random.chance(to)
      ? { to: random.chance(0.2) ? random.pick(targets) : { sticky: random.pick(texts) } }
      : {}),
  }
}

export function drawnWish(scene: Scene, random: Random, target: string): Wish {
  const { stream, quiet, progress, leave, dawdle } = scene.plan.wishes
  const way = random.chance(stream) ? 'stream' : random.chance(quiet) ? 'send' : 'request'
  const isStream = way === 'stream'
  return {
    way,
    options: routingOf(scene, random, target),
    wantsProgress: random.chance(progress),
    window: isStream ? random.pick([1, 2, 4, 16]) : 0,
    chunks: isStream ? random.below(random.chance(0.1) ? 60 : 12) : 0,
    leavesAfter: isStream && random.chance(leave) ? 1 + random.below(6) : Infinity,
    dawdlesMs: isStream && random.chance(dawdle) ? random.pick([1, 10, 100]) : 0,
  }
}
