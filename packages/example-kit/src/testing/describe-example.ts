/** What every example has to do, run as a program with its real threads and sockets. */
import { describe, expect, test } from 'vitest'
import { describeCommandLine } from './describe-command-line.js'
import { describeStopping } from './describe-stopping.js'
import { type ExampleRun, type ExampleUnderTest, runInJson } from './example-under-test.js'
import { startProgram } from './program.js'

/** A busy machine with few cores takes its time to start threads. */
const timeoutMs = 60_000

export function describeExample(example: ExampleUnderTest): void {
  describe('as a program', { timeout: timeoutMs }, () => {
    describeAnswers(example)
    describeCommandLine(example)
    describeStopping(example)
  })
}

function describeAnswers(example: ExampleUnderTest): void {
  test('prints 100 requests and their replies, and ends by itself', async () => {
    const { code, lines, err } = await startProgram(example.main, []).ended
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(lines.filter((line) => /^request +\d+ +worker\.\d+$/.test(line))).toHaveLength(100)
    expect(lines.filter((line) => /^reply +\d+ +(worker\.\d+) +response \1 /.test(line))).toHaveLength(100)
    expect(lines).toContain('failures  0')
  })

  test.each(['inproc', 'ipc', 'tcp'])('answers every request over %s', async (transport) => {
    const run = await runInJson(example, '--transport', transport, '--in-flight', '10')
    expectAllAnswered(run, 100)
    expectRightNestedRequests(run, example)
    expect(run.summary.flags).toMatchObject({ transport, messages: 100, workers: example.workers })
  })

  test('answers 20,000 requests, 1,000 under way at a time', async () => {
    const { end, summary } = await runInJson(example, '--messages', '20000', '--in-flight', '1000', '--quiet')
    expect(end).toMatchObject({ code: 0, err: '' })
    expect(end.lines).toHaveLength(1)
    expect(summary).toMatchObject({ requests: 20_000, replies: 20_000, failures: {} })
    expectCountsAddUp(summary, example)
  })

  test('asks nobody who is not there', async () => {
    const run = await runInJson(example, '--workers', '1')
    expectAllAnswered(run, 100)
    expect(run.summary.nestedRequests).toBe(0)
    expect(run.summary.workers).toEqual({ 'worker.1': { messages: 100, nested: 0 } })
  })

  test('chooses the same workers for the same seed', async () => {
    const [first, again, other] = await Promise.all(
      ['7', '7', '8'].map(async (seed) => {
        const { requests } = await runInJson(example, '--seed', seed, '--in-flight', '5')
        return requests.map(({ worker }) => worker)
      }),
    )
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })
}

function expectAllAnswered({ end, requests, replies, summary }: ExampleRun, messages: number): void {
  expect(end).toMatchObject({ code: 0, err: '' })
  expect(summary).toMatchObject({ requests: messages, replies: messages, failures: {} })
  const asked = new Map(requests.map(({ messageNo, worker }) => [messageNo, worker]))
  const answered = new Map(replies.map(({ messageNo, response }) => [messageNo, response]))
  expect(asked.size).toBe(messages)
  expect(new Map([...answered].toSorted(([one], [other]) => one - other))).toEqual(asked)
}

function expectRightNestedRequests({ replies, summary }: ExampleRun, example: ExampleUnderTest): void {
  for (const { response, nested } of replies) expect(nested).toBe(example.nestedRequests.get(response))
  expectCountsAddUp(summary, example)
}

function expectCountsAddUp(
  { replies, nestedRequests, workers }: ExampleRun['summary'],
  example: ExampleUnderTest,
): void {
  const counts = Object.values(workers)
  expect(sum(counts.map(({ messages }) => messages))).toBe(replies)
  expect(sum(counts.map(({ nested }) => nested))).toBe(nestedRequests)
  for (const [asking, asked] of example.nestedRequests) expect(workers[asked]?.nested).toBe(workers[asking]?.messages)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
