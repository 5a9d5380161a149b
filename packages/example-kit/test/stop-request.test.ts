// The first signal asks for a stop, the second ends the program.
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { type StopRequest, stopRequest } from '../src/stop-request.js'

interface Scene {
  readonly stop: StopRequest
  readonly exit: () => never
  readonly signal: (name: 'SIGINT' | 'SIGTERM', afterMs?: number) => void
}

function scene(): Scene {
  const program = new EventEmitter()
  const exit = vi.fn<() => never>()
  let now = 0
  const stop = stopRequest(Object.assign(program, { exit }) as unknown as NodeJS.Process, () => now)
  return {
    stop,
    exit,
    signal(name, afterMs = 0) {
      now += afterMs
      program.emit(name)
    },
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s asks for a stop, and nothing ends yet', (name) => {
  const { stop, exit, signal } = scene()
  expect(stop.signal.aborted).toBe(false)
  expect(stop.reason).toBeUndefined()
  signal(name)
  expect(stop.signal.aborted).toBe(true)
  expect(stop.reason).toBe(name)
  expect(exit).not.toHaveBeenCalled()
})

test('a second Ctrl-C ends the program', () => {
  const { exit, signal } = scene()
  signal('SIGINT')
  signal('SIGINT', 500)
  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
})

test('a Ctrl-C that a package manager passes on does not count again', () => {
  const { exit, signal } = scene()
  signal('SIGINT')
  signal('SIGINT', 1)
  signal('SIGINT', 498)
  expect(exit).not.toHaveBeenCalled()
})

test('another signal ends the program with its own code, however soon it comes', () => {
  const { stop, exit, signal } = scene()
  signal('SIGINT')
  signal('SIGTERM')
  expect(exit).toHaveBeenCalledExactlyOnceWith(143)
  expect(stop.reason).toBe('SIGINT')
})

test('a signal ends the program where a closed output has stopped it already', () => {
  const { stop, exit, signal } = scene()
  stop.ask('SIGPIPE')
  stop.ask('SIGINT')
  expect(stop.reason).toBe('SIGPIPE')
  signal('SIGINT')
  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
})
