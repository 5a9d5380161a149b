/** So many requests that nobody answers, and what each of them takes while it waits, in all processes of the system. */
import { setTimeout as delay } from 'node:timers/promises'
import type { BacklogLoad } from '../scenarios/load.js'
import type { Callable } from '../systems/system.js'
import { bodyOf } from './bodies.js'
import { residentBytes } from './process-tree.js'

/** What was sent has arrived wherever it waits, and garbage is gone. */
const settleMs = 300
/** So many at a time, as a busy program sends them; one turn for all would measure its own packets. */
const burst = 1000

/**
 * @returns bytes for each request, with its body
 * @throws Error where one of them has ended: what does not wait takes nothing
 */
export async function playBacklog(system: Callable, load: BacklogLoad): Promise<number> {
  let ended: unknown
  await settle()
  const before = residentBytes()
  for (let sent = 0; sent < load.requests; sent += burst) {
    for (let one = 0; one < Math.min(burst, load.requests - sent); one++)
      // The process is ended with them under way.
      system.call(bodyOf(load.body, 0)).then(
        () => (ended ??= 'with an answer'),
        (error: unknown) => (ended ??= error),
      )
    await new Promise((resolve) => void setImmediate(resolve))
  }
  await settle()
  if (ended !== undefined) throw new Error('a request that should wait has ended', { cause: ended })
  return (residentBytes() - before) / load.requests
}

async function settle(): Promise<void> {
  await delay(settleMs)
  globalThis.gc?.()
  await delay(settleMs)
}
