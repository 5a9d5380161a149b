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
    expect([reader.hasStarted(7), reader.hasStarted(0), reader.isNewest(0)]).toEqual([false, false, false])
    writer.started(7)
    expect([reader.hasStarted(7), reader.hasStarted(8)]).toEqual([true, false])
  })

  it('has each start in one write, and never grows', () => {
    const { reader, writer, writes } = scene()
    for (let id = 1; id <= records + 100; id++) writer.started(id)
    expect(new Set(writes)).toEqual(new Set([8]))
    expect([reader.hasStarted(100), reader.hasStarted(101), reader.hasStarted(records + 100)]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('knows which task was started last', () => {
    const { reader, writer } = scene()
    for (let start = 0; start < 2 * records; start += 97) {
      const id = 2 ** 47 + start
      writer.started(id)
      expect([reader.isNewest(id), reader.isNewest(id - 97)]).toEqual([true, false])
    }
  })

  it('takes ids beyond 32 bits', () => {
    const { reader, writer } = scene()
    writer.started(2 ** 47 + 12_345)
    expect([reader.hasStarted(2 ** 47 + 12_345), reader.hasStarted(2 ** 47 + 12_346)]).toEqual([true, false])
  })
})
