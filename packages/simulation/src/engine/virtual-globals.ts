/**
 * Time and chance of the program itself, as long as a simulation runs: whatever part of the product asks for them gets
 * those of the process in whose step it is. Outside of steps they are what they always were.
 */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { SimEvent } from './event-heap.js'
import type { World } from './world.js'

const bytesOfMemory = 64 * 1024 * 1024

/** What `setTimeout` and `setImmediate` return. */
class VirtualTimer {
  readonly event: SimEvent

  constructor(event: SimEvent) {
    this.event = event
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }
}

type Callback = (...args: unknown[]) => void

/** @returns puts everything back */
export function virtualGlobals(world: World): () => void {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    now: performance.now.bind(performance),
    random: Math.random,
    randomBytes: crypto.randomBytes,
    rss: process.memoryUsage.rss.bind(process.memoryUsage),
    stackTraceLimit: Error.stackTraceLimit,
  }
  // Most errors here are failures that were asked for, and their stacks cost more than all else of them.
  if (!world.trace.isHeard) Error.stackTraceLimit = 0
  const { chance } = world
  const later = (callback: Callback, ms: number, args: unknown[], label: string): unknown => {
    const process = world.current
    if (!process) return undefined
    return new VirtualTimer(process.post(process.now() + ms, label, () => callback(...args), true))
  }
  Object.assign(globalThis, {
    setTimeout: (callback: Callback, ms = 0, ...args: unknown[]) =>
      later(callback, Math.max(ms, 1), args, 'timer') ?? real.setTimeout(callback, ms, ...args),
    setImmediate: (callback: Callback, ...args: unknown[]) =>
      later(callback, 0, args, 'immediate') ?? real.setImmediate(callback, ...args),
    clearTimeout: (timer: unknown) => {
      if (timer instanceof VirtualTimer) timer.event.isCancelled = true
      else real.clearTimeout(timer as NodeJS.Timeout)
    },
  })
  performance.now = () => world.current?.now() ?? real.now()
  Math.random = () => (world.current ? chance.fraction() : real.random())
  const randomBytes = (size: number): Buffer =>
    world.current ? Buffer.from(Array.from({ length: size }, () => chance.below(256))) : real.randomBytes(size)
  Object.assign(crypto, { randomBytes })
  syncBuiltinESMExports()
  process.memoryUsage.rss = () => (world.current ? bytesOfMemory : real.rss())
  return () => {
    Object.assign(globalThis, {
      setTimeout: real.setTimeout,
      clearTimeout: real.clearTimeout,
      setImmediate: real.setImmediate,
    })
    Reflect.deleteProperty(performance, 'now')
    Math.random = real.random
    Object.assign(crypto, { randomBytes: real.randomBytes })
    syncBuiltinESMExports()
    process.memoryUsage.rss = real.rss
    Error.stackTraceLimit = real.stackTraceLimit
  }
}
