/**
 * Takes the steps of a world. Each is a task of the real event loop, so that its microtasks are through before the next one
 * begins; many are queued at a time, for a turn of the loop costs more than a step.
 */
import { virtualGlobals } from './virtual-globals.js'
import type { World } from './world.js'

/** Steps of one turn of the real loop. */
const stepsPerTurn = 256

const realImmediate = setImmediate

/** @param isOver asked before each step. Rejects with what a step throws, and with what is rejected for nobody to see. */
export async function drive(world: World, isOver: () => boolean): Promise<void> {
  const restore = virtualGlobals(world)
  const failed = new Failure()
  const onRejection = (reason: unknown): void => failed.fail(reason)
  process.on('unhandledRejection', onRejection)
  try {
    while (!isOver()) await Promise.race([failed.promise, turn(world, isOver)])
  } finally {
    world.endStep()
    process.off('unhandledRejection', onRejection)
    restore()
  }
}

function turn(world: World, isOver: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let isDone = false
    const step = (): void => {
      if (isDone) return
      try {
        isDone = isOver() || !world.step()
      } catch (error) {
        isDone = true
        reject(error)
      }
    }
    for (let count = 0; count < stepsPerTurn; count++) realImmediate(step)
    realImmediate(() => {
      world.endStep()
      resolve()
    })
  })
}

/** A promise that is only ever rejected. */
class Failure {
  readonly promise: Promise<never>
  #reject: ((reason: unknown) => void) | undefined

  constructor() {
    this.promise = new Promise((_resolve, reject) => {
      this.#reject = reject
    })
    this.promise.catch(() => undefined)
  }

  fail(reason: unknown): void {
    this.#reject?.(reason)
  }
}
