/**
 * Work that goes through several workers. How many are still to come stands in the body: in the first byte, or in the
 * field `depth`.
 */
import type { Setup } from '../scenarios/setup.js'
import { workOf } from './work.js'

type Body = Uint8Array | { readonly depth?: number }
type Ask = (target: string, body: Body) => Promise<unknown>

/** @returns a handler for workers that are called worker.1 and on, where `worker` is one of them */
export function nestedWorkOf(setup: Setup): (worker: string, body: Body, ask: Ask) => unknown {
  const work = workOf(setup)
  if (setup.depth === 0) return (_worker, body) => work(body)
  return async (worker, body, ask) => {
    const left = depthOf(body)
    if (left > 0) await ask(nextWorker(worker, setup.workers), withDepth(body, left - 1))
    return work(body)
  }
}

function depthOf(body: Body): number {
  return (body instanceof Uint8Array ? body[0] : body.depth) ?? 0
}

export function withDepth(body: Body, depth: number): Body {
  if (!(body instanceof Uint8Array)) return { ...body, depth }
  const copy = Uint8Array.from(body)
  copy[0] = depth
  return copy
}

function nextWorker(worker: string, workers: number): string {
  const no = Number(worker.slice(worker.lastIndexOf('.') + 1))
  return `worker.${(no % workers) + 1}`
}
