// The one writer.
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { output } from '../src/output.js'

test('lines and complaints go their own ways', async () => {
  const out = new PassThrough()
  const err = new PassThrough()
  const writer = output({ out, err, onFault: vi.fn<() => void>() })
  writer.line('one')
  writer.complaint('two')
  out.end()
  err.end()
  expect([await text(out), await text(err)]).toEqual(['one\n', 'two\n'])
})

test('a stream that breaks is told once, and written to no more', () => {
  const out = new PassThrough()
  const write = vi.spyOn(out, 'write')
  const onFault = vi.fn<() => void>()
  const writer = output({ out, err: new PassThrough(), onFault })
  const fault = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  out.emit('error', fault)
  out.emit('error', fault)
  expect(onFault).toHaveBeenCalledExactlyOnceWith(fault)
  writer.line('for nobody')
  expect(write).not.toHaveBeenCalled()
})
