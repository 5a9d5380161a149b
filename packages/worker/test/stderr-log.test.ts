/** The log that handlers have where no other is given. */
import { afterEach, expect, it, vi } from 'vitest'
import { stderrSink, taskLog } from '../src/stderr-log.js'

afterEach(() => void vi.restoreAllMocks())

const origin = { worker: 'worker.1', target: 'images', method: 'resize@1a', attempt: 1 }

function written(log: (log: ReturnType<typeof taskLog>) => void): string[] {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  log(taskLog(stderrSink, origin))
  return write.mock.calls.map(([text]) => String(text))
}

it('writes a line of JSON for each message, with where it comes from and when', () => {
  const lines = written((log) => {
    log.debug('a')
    log.info('b', { n: 1 })
    log.warn('c\nd')
    log.error('e')
  })
  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true)
  const parsed = lines.map((line) => JSON.parse(line) as unknown)
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string
  expect(parsed).toEqual([
    { time, level: 'debug', message: 'a', ...origin },
    { time, level: 'info', message: 'b', ...origin, fields: { n: 1 } },
    { time, level: 'warn', message: 'c\nd', ...origin },
    { time, level: 'error', message: 'e', ...origin },
  ])
})

it('writes what it can where fields are not for JSON: a log is no reason for a task to fail', () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  const lines = written((log) => {
    log.info('cyclic', cycle)
    log.info('big', { n: 1n })
  })
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { message: 'cyclic', ...origin, fields: expect.stringContaining('cannot be written') as string },
    { message: 'big', ...origin, fields: expect.stringContaining('cannot be written') as string },
  ])
})
