// The built example 2, run as a program.
import { describeExample, startProgram } from '@errand/example-kit/testing'
import { expect, test } from 'vitest'

const main = new URL('../dist/main.js', import.meta.url)

describeExample({
  name: 'example-2',
  main,
  readme: new URL('../README.md', import.meta.url),
  ownFlags: ['workers', 'loops'],
  workers: 10,
  nestedRequests: new Map([['worker.1', 'worker.2']]),
})

test('10,000 workers run on 2 loops', { timeout: 60_000 }, async () => {
  const args = ['--workers', '10000', '--messages', '20000', '--in-flight', '1000', '--json', '--quiet']
  const { code, err, lines } = await startProgram(main, args).ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { replies, workers, flags } = JSON.parse(lines.join('\n'))
  expect(flags).toMatchObject({ workers: 10_000, loops: 2 })
  expect(replies).toBe(20_000)
  const counts: { messages: number }[] = Object.values(workers)
  expect(counts).toHaveLength(10_000)
  expect(counts.reduce((sum, { messages }) => sum + messages, 0)).toBe(20_000)
})

test.each(['1', '7'])('%s loops answer every request', { timeout: 60_000 }, async (loops) => {
  const { code, lines } = await startProgram(main, ['--loops', loops, '--in-flight', '10', '--quiet']).ended
  expect(code).toBe(0)
  expect(lines).toEqual(expect.arrayContaining(['requests  100', 'replies   100', 'failures  0']))
})
