/** What a thread has started, as its broker reads it when the thread has ended. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newStartLog, StartLogReader, StartLogWriter } from '../src/start-log.js'

/** How many starts the log remembers. */
const entries = 4096

function scene(): { reader: StartLogReader; writer: StartLogWriter } {
  const memory = newStartLog()
  return { reader: new StartLogReader(memory), writer: new StartLogWriter(memory) }
}

describe('the log of starts', () => {
  it('knows what was started since a task was given out, and what was not', () => {
    const { reader, writer } = scene()
    const mark = reader.mark()
    writer.started(7)
    expect(reader.hasStarted(7, mark)).toBe(true)
    expect(reader.hasStarted(8, mark)).toBe(false)
    expect(reader.hasStarted(7, reader.mark())).toBe(false)
  })

  it('knows which handlers have not ended, in whatever order they do', () => {
    const { reader, writer } = scene()
    const ids = Array.from({ length: entries }, (_, at) => 2 ** 47 + at)
    const running = (): number[] => ids.filter((id) => reader.isRunning(id, 0)).map((id) => id - 2 ** 47)
    expect(running()).toEqual([])
    const starts = ids.map((id) => writer.started(id))
    for (const start of starts.slice(1, -2).toReversed()) writer.ended(start)
    expect(running()).toEqual([0, entries - 2, entries - 1])
    writer.ended(starts[0] as number)
    expect(running()).toEqual([entries - 2, entries - 1])
  })

  it('takes a start for none of those that stood in its place', () => {
    const { reader, writer } = scene()
    const first = writer.started(1)
    for (let id = 2; id <= entries; id++) writer.ended(writer.started(id))
    const mark = reader.mark()
    writer.started(entries + 1)
    writer.ended(first)
    expect(reader.isRunning(entries + 1, mark)).toBe(true)
  })

  it('takes ids beyond 32 bits', () => {
    const { reader, writer } = scene()
    const id = 2 ** 47 + 12_345
    writer.started(id)
    expect(reader.hasStarted(id, 0)).toBe(true)
    expect(reader.hasStarted(id + 1, 0)).toBe(false)
  })

  it('says that it may have been where it does not remember so far back', () => {
    const { reader, writer } = scene()
    const mark = reader.mark()
    for (let start = 1; start <= entries; start++) writer.started(start)
    expect(reader.hasStarted(0, mark)).toBe(false)
    writer.started(entries + 1)
    expect(reader.hasStarted(0, mark)).toBe(true)
  })

  it('agrees with a list of all starts, whenever a task was given out', () => {
    const anyRun = fc.record({
      before: fc.array(fc.nat(20), { maxLength: 30 }),
      since: fc.array(fc.nat(20), { maxLength: 30 }),
    })
    fc.assert(
      fc.property(anyRun, fc.nat(20), ({ before, since }, task) => {
        const { reader, writer } = scene()
        for (const id of before) writer.started(id)
        const mark = reader.mark()
        for (const id of since) writer.started(id)
        expect(reader.hasStarted(task, mark)).toBe(since.includes(task))
      }),
    )
  })

  it('counts on beyond the range of its word', () => {
    const memory = newStartLog()
    new Int32Array(memory)[0] = -2
    const reader = new StartLogReader(memory)
    const writer = new StartLogWriter(memory)
    const mark = reader.mark()
    for (const id of [1, 2, 3, 4]) writer.started(id)
    expect([1, 2, 3, 4, 5].map((id) => reader.hasStarted(id, mark))).toEqual([true, true, true, true, false])
  })
})
