/** How every example stops early: in order, and without leaving anything behind. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type ExampleUnderTest, readJsonLines } from './example-under-test.js'
import { type Program, startProgram } from './program.js'

/** More than it gets done before it is stopped. */
const endless = ['--messages', '1000000000', '--in-flight', '20']

export function describeStopping({ main }: ExampleUnderTest): void {
  function startEndless(...args: string[]): Program {
    return startProgram(main, [...endless, ...args])
  }

  describe('stopping early', () => {
    test.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('%s lets open requests end, stops the broker, and ends with %i', async (signal, code) => {
      const program = startEndless('--transport', 'ipc', '--json')
      await program.spoke
      expect(ipcDirectoriesOf(program)).toHaveLength(1)
      program.kill(signal)
      const end = await program.ended
      expect(end).toMatchObject({ code, signal: null, err: '' })
      expect(ipcDirectoriesOf(program)).toEqual([])
      const { requests, replies, summary } = readJsonLines(end.lines)
      expect(summary).toMatchObject({ stoppedBy: signal, requests: requests.length, replies: requests.length })
      expect(replies).toHaveLength(requests.length)
    })

    test('a Ctrl-C that a package manager passes on counts once', async () => {
      const program = startEndless()
      await program.spoke
      program.kill('SIGINT', 'SIGINT')
      const { code, lines, err } = await program.ended
      expect({ code, err }).toEqual({ code: 130, err: '' })
      expect(lines).toContainEqual(expect.stringMatching(/^requests .*, then stopped by SIGINT$/))
    })

    test.each(['inproc', 'ipc', 'tcp'])('a second signal ends it at once, over %s', async (transport) => {
      const program = startEndless('--transport', transport)
      await program.spoke
      program.kill('SIGINT', 'SIGTERM')
      const { code, signal, err } = await program.ended
      expect({ signal, err }).toEqual({ signal: null, err: '' })
      expect([130, 143]).toContain(code)
      expect(ipcDirectoriesOf(program)).toEqual([])
    })

    test('stops when nobody reads what it prints', async () => {
      const program = startEndless('--transport', 'ipc')
      await program.spoke
      program.stopReading()
      expect(await program.ended).toMatchObject({ code: 141, signal: null, err: '' })
      expect(ipcDirectoriesOf(program)).toEqual([])
    })
  })
}

function ipcDirectoriesOf({ pid }: Program): readonly string[] {
  return readdirSync(tmpdir()).filter((entry) => entry.startsWith(`errand-${pid}-`))
}
