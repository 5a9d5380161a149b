/**
 * Which of a service's workers a request goes to, where it does not leave that to the broker: the one that it names, or the
 * one that all with the same `sticky` go to. That is chosen by rendezvous hashing (Thaler and Ravishankar, 1998): each
 * worker has a rank for each text, so that where one comes or goes, only what it had, or gets, moves.
 */
import type { TargetState, WorkerState } from '../state/state.js'

/** FNV-1a, in 32 bits. */
function hashOf(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

const fnvBasis = 0x811c9dc5

/** The last characters of names that are alike hardly change the upper bits of FNV; this spreads them (MurmurHash3's end). */
function spread(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** @returns the worker that serves the target and is called this */
export function memberNamed(target: TargetState, name: string): WorkerState | undefined {
  return target.members.find((worker) => worker.name === name)
}

/** @returns the one that ranks highest of those that are there; of all, where none is */
export function memberFor(target: TargetState, sticky: string): WorkerState | undefined {
  const seed = hashOf(sticky, fnvBasis)
  let best: WorkerState | undefined
  let bestRank = -1
  for (const worker of target.members) {
    if (worker.bar !== undefined) continue
    const rank = spread(hashOf(worker.name, seed))
    if (rank > bestRank) [best, bestRank] = [worker, rank]
  }
  return best ?? target.members[0]
}
