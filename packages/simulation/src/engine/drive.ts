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
  const failed = failure()
  const onRejection = (reason: unknown): void => failed.reject(reason)
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

function failure(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt
  })
  promise.catch(() => undefined)
  return { promise, reject }
}
