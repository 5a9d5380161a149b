/** Reasons of ends, in words. */
import { expect, it } from 'vitest'
import { describeEnd, type EndReason } from '../../src/launch/end-reason.js'

const error = { name: 'TypeError', message: 'no function', stack: undefined, code: undefined, cause: undefined }

const words: readonly (readonly [EndReason, string])[] = [
  [{ kind: 'threw', error }, 'its thread ended by an error: no function'],
  [{ kind: 'exited', code: 3 }, 'its thread ended with exit code 3'],
  [{ kind: 'signal', signal: 'SIGKILL' }, 'its thread was ended by SIGKILL'],
  [{ kind: 'heap' }, 'its thread reached the limit of its heap'],
  [
    { kind: 'hung', target: 't', after: 'deadline' },
    'its thread was hung: it kept a task for t after the end of the request (deadline)',
  ],
  [{ kind: 'lost' }, 'its connection ended'],
  [{ kind: 'recycled', after: 'memory' }, 'its thread was replaced because of its memory'],
  [{ kind: 'stopped' }, 'it was told to stop'],
  [{ kind: 'start-failed', message: 'too late' }, 'it did not start: too late'],
]

it.each(words)('%o is told', (reason, text) => {
  expect(describeEnd(reason, 'thread')).toBe(text)
  expect(describeEnd(reason, 'process')).toBe(text.replace('its thread', 'its process'))
})
