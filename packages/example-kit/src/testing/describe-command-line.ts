/** What every example does with its flags, and how it prints. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { onCommandLine } from '../flags/flag-table.js'
import { standardFlags } from '../flags/standard-flags.js'
import type { ExampleUnderTest } from './example-under-test.js'
import { startProgram } from './program.js'

const wrongFlags: readonly (readonly [args: string, complaint: string])[] = [
  ['--messages 0', '--messages is "0"; allowed is an integer from 1 to'],
  ['--workers many', '--workers is "many"; allowed is an integer from 1 to'],
  ['--transport pigeon', '--transport is "pigeon"; allowed is inproc, ipc, tcp'],
  ['--loud', '--loud is no flag; allowed are --workers'],
]

export function describeCommandLine({ name, main, readme, ownFlags }: ExampleUnderTest): void {
  describe('flags', () => {
    test.each(wrongFlags)('%s ends with 2 and says: %s', async (args, complaint) => {
      const { code, lines, err } = await startProgram(main, args.split(' ')).ended
      expect(err).toContain(`${name}: ${complaint}`)
      expect(lines).toEqual([])
      expect(code).toBe(2)
    })

    test('--help lists all flags, and the README shows the same list', async () => {
      const { code, lines, err } = await startProgram(main, ['--help']).ended
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const list = lines.filter((line) => line.startsWith('  --'))
      const flags = [...ownFlags, ...Object.keys(standardFlags)].map((flag) => onCommandLine(flag))
      expect(list.map((line) => line.trim().split(' ')[0])).toEqual(flags)
      expect(readFileSync(readme, 'utf8')).toContain(list.join('\n'))
    })

    test('--quiet prints the summary alone', async () => {
      const { code, lines } = await startProgram(main, ['--quiet', '--messages', '3']).ended
      expect(code).toBe(0)
      expect(lines[0]).toBe('requests  3')
    })
  })

  test('is coloured where a terminal, or FORCE_COLOR, says so', async () => {
    const { lines } = await startProgram(main, ['--messages', '3'], { env: { FORCE_COLOR: '1' } }).ended
    expect(lines[0]).toContain('\u001B[33mrequest\u001B[39m  1  worker.')
  })
}
