// The command line: what is given, what stands for what is not, and what is refused.
import { describe, expect, it } from 'vitest'
import { CommandLineError, readCommandLine } from '../dist/command-line.js'

const known = { scenarios: ['1', '100'], systems: ['piscina', 'nats'] }

it('runs everything five times where nothing is given', () => {
  expect(readCommandLine([], known)).toEqual({
    isQuick: false,
    isHelp: false,
    isList: false,
    scenarios: [],
    systems: [],
    rounds: 5,
    json: undefined,
    plot: undefined,
    check: undefined,
    tolerance: 0.1,
  })
})

it('takes what is given, behind a -- too', () => {
  const args =
    '-- --quick --scenario 1 --scenario 100 --system nats --rounds 7 --json a --plot b --check c --tolerance 5%'
  expect(readCommandLine(args.split(' '), known)).toMatchObject({
    isQuick: true,
    scenarios: ['1', '100'],
    systems: ['nats'],
    rounds: 7,
    json: 'a',
    plot: 'b',
    check: 'c',
    tolerance: 0.05,
  })
})

it('takes a tolerance as a share as well', () => {
  expect(readCommandLine(['--tolerance', '0.25'], known).tolerance).toBe(0.25)
})

describe('refuses', () => {
  it.each([
    [['--scenario', '7'], '--scenario is "7"; allowed are 1, 100'],
    [['--system', 'moon'], '--system is "moon"; allowed are piscina, nats'],
    [['--rounds', '0'], '--rounds is "0"; allowed is an integer from 1 to 1000'],
    [['--rounds', 'many'], '--rounds is "many"; allowed is an integer from 1 to 1000'],
    [['--tolerance', '100%'], '--tolerance is "100%"; allowed is from 0% to below 100%, as 10% or 0.1'],
    [['--tolerance', 'some'], '--tolerance is "some"; allowed is from 0% to below 100%, as 10% or 0.1'],
    [['--moon'], "Unknown option '--moon'"],
  ])('%s', (args, message) => {
    expect(() => readCommandLine(args, known)).toThrow(CommandLineError)
    expect(() => readCommandLine(args, known)).toThrow(message)
  })
})
