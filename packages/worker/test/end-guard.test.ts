/** A thread that is being ended from outside stops where it is instead of dying of its own error. */
import { ThreadControl, ThreadHandle } from '@errand/sockets'
import { afterEach, expect, it, vi } from 'vitest'
import { haltWhereEnded } from '../src/end-guard.js'

const event = 'uncaughtExceptionMonitor'
const others = process.listeners(event)

function added(): NodeJS.UncaughtExceptionListener[] {
  return process.listeners(event).filter((listener) => !others.includes(listener))
}

afterEach(() => {
  for (const listener of added()) process.off(event, listener)
})

it('halts it at an uncaught error once its end has begun, and not before', () => {
  const handle = new ThreadHandle()
  const control = new ThreadControl(handle.memory)
  const halt = vi.spyOn(control, 'halt').mockReturnValue()
  haltWhereEnded(control)
  for (const tell of added()) tell(new Error('before'), 'uncaughtException')
  expect(halt).not.toHaveBeenCalled()
  handle.raiseClosing()
  for (const tell of added()) tell(new Error('at the end'), 'unhandledRejection')
  expect(halt).toHaveBeenCalledOnce()
})
