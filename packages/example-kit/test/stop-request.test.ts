// The first signal asks for a stop, the second ends the program.
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { stopRequest } from '../src/stop-request.js'

function program(): { emitter: EventEmitter; exit: (code?: number | string | null) => never } {
  return { emitter: new EventEmitter(), exit: vi.fn<() => never>() }
}

function requestOf({ emitter, exit }: ReturnType<typeof program>): ReturnType<typeof stopRequest> {
  return stopRequest(Object.assign(emitter, { exit }) as unknown as NodeJS.Process)
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s asks for a stop, and nothing ends yet', (signal) => {
  const process = program()
  const stop = requestOf(process)
  expect(stop.signal.aborted).toBe(false)
  expect(stop.reason).toBeUndefined()
  process.emitter.emit(signal)
  expect(stop.signal.aborted).toBe(true)
  expect(stop.reason).toBe(signal)
  expect(process.exit).not.toHaveBeenCalled()
})

test('a second signal ends the program with its own code', () => {
  const process = program()
  const stop = requestOf(process)
  process.emitter.emit('SIGINT')
  process.emitter.emit('SIGTERM')
  expect(process.exit).toHaveBeenCalledExactlyOnceWith(143)
  expect(stop.reason).toBe('SIGINT')
})

test('a signal ends the program where a closed output has stopped it already', () => {
  const process = program()
  const stop = requestOf(process)
  stop.ask('SIGPIPE')
  expect(stop.reason).toBe('SIGPIPE')
  process.emitter.emit('SIGINT')
  expect(process.exit).toHaveBeenCalledExactlyOnceWith(130)
})
