/** What a process has started, as its broker reads it from their file. */
import { describe, expect, it } from 'vitest'
import { startFileBytes, StartFileReader, StartFileWriter } from '../src/start-file.js'

/** How many starts the file holds. */
const records = 4096

function scene(): { reader: StartFileReader; writer: StartFileWriter; writes: number[] } {
  const file = new Uint8Array(startFileBytes)
  const writes: number[] = []
  const writer = new StartFileWriter((bytes, position) => {
    writes.push(bytes.length)
    file.set(bytes, position)
  })
  return { reader: new StartFileReader(() => file), writer, writes }
}

describe('the file of starts', () => {
  it('knows what was started, and what was not', () => {
    const { reader, writer } = scene()
    expect([reader.hasStarted(7), reader.hasStarted(0), reader.isRunning(0)]).toEqual([false, false, false])
    writer.started(7)
    expect([reader.hasStarted(7), reader.hasStarted(8)]).toEqual([true, false])
  })

  it('has each start in one write, and never grows', () => {
    const { reader, writer, writes } = scene()
    for (let id = 1; id <= records + 100; id++) writer.ended(writer.started(id))
    expect(new Set(writes)).toEqual(new Set([12]))
    expect([reader.hasStarted(100), reader.hasStarted(101), reader.hasStarted(records + 100)]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('knows which handlers have not ended, in whatever order they do', () => {
    const { reader, writer } = scene()
    const ids = Array.from({ length: 2 * records }, (_, at) => 2 ** 47 + at)
    const first = writer.started(1)
    for (const id of ids) {
      const start = writer.started(id)
      expect(reader.isRunning(id)).toBe(true)
      writer.ended(start)
      expect(reader.isRunning(id)).toBe(false)
    }
    const last = writer.started(2)
    expect([reader.isRunning(1), reader.isRunning(2)]).toEqual([false, true])
    writer.ended(first)
    writer.ended(last)
    writer.started(3)
    expect([reader.isRunning(2), reader.isRunning(3)]).toEqual([false, true])
  })

  it('tells of what ended alone by the next start, without a write of its own', () => {
    const { reader, writer, writes } = scene()
    writer.ended(writer.started(7))
    expect(reader.isRunning(7)).toBe(true)
    writer.started(8)
    expect([reader.isRunning(7), reader.isRunning(8)]).toEqual([false, true])
    expect(writes).toHaveLength(2)
  })

  it('takes ids beyond 32 bits', () => {
    const { reader, writer } = scene()
    writer.started(2 ** 47 + 12_345)
    expect([reader.hasStarted(2 ** 47 + 12_345), reader.hasStarted(2 ** 47 + 12_346)]).toEqual([true, false])
  })
})
