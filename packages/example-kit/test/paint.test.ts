// Colours only where they can be seen.
import { PassThrough } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paintFor } from '../src/report/paint.js'

function getColorDepth(env?: object): number {
  return WriteStream.prototype.getColorDepth(env)
}

function terminal(): NodeJS.WritableStream {
  return Object.assign(new PassThrough(), { isTTY: true, getColorDepth })
}

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm-256color')
  for (const name of ['CI', 'FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS']) vi.stubEnv(name, undefined)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

test('on a terminal there are colours', () => {
  expect(paintFor(terminal())('red', 'text')).toBe('\u001B[31mtext\u001B[39m')
})

test('with NO_COLOR there are none', () => {
  vi.stubEnv('NO_COLOR', '1')
  expect(paintFor(terminal())('red', 'text')).toBe('text')
})

test('in a pipe there are none', () => {
  expect(paintFor(new PassThrough())('red', 'text')).toBe('text')
})

test('in a pipe with FORCE_COLOR there are', () => {
  vi.stubEnv('FORCE_COLOR', '1')
  expect(paintFor(new PassThrough())('red', 'text')).toBe('\u001B[31mtext\u001B[39m')
})
