// Reading a command line by a table of flags.
import { describe, expect, test } from 'vitest'
import { choiceFlag, integerFlag, onCommandLine, switchFlag } from '../src/flags/flag-table.js'
import { FlagError, parseFlags } from '../src/flags/parse-flags.js'

const table = {
  inFlight: integerFlag({ least: 1, most: 100, standard: 5, tells: 'how many at a time' }),
  seed: integerFlag({ least: 0, most: 9, standard: 'random', tells: 'where chance begins' }),
  colour: choiceFlag({ choices: ['red', 'green'], standard: 'green', tells: 'which' }),
  loud: switchFlag('with noise'),
  help: switchFlag('this'),
}

const parse = (...args: string[]): ReturnType<typeof parseFlags<typeof table>> => parseFlags(table, args)

test('what is left out has its standard value, or a random one that is allowed', () => {
  const { seed, ...others } = parse()
  expect(others).toEqual({ inFlight: 5, colour: 'green', loud: false, help: false })
  expect(seed).toBeGreaterThanOrEqual(0)
  expect(seed).toBeLessThanOrEqual(9)
})

test('values stand after a space or an equals sign, and the last one counts', () => {
  expect(parse('--in-flight', '1', '--colour=red', '--loud', '--in-flight=100')).toMatchObject({
    inFlight: 100,
    colour: 'red',
    loud: true,
  })
})

test('-h is --help', () => {
  expect(parse('-h').help).toBe(true)
})

test('a first -- is passed over: package managers let it through', () => {
  expect(parse('--', '--in-flight', '7').inFlight).toBe(7)
})

describe('a wrong flag is an error that says what is allowed', () => {
  test.each([
    ['--in-flight 0', '--in-flight is "0"; allowed is an integer from 1 to 100'],
    ['--in-flight 101', '--in-flight is "101"; allowed is an integer from 1 to 100'],
    ['--in-flight 1.5', '--in-flight is "1.5"; allowed is an integer from 1 to 100'],
    ['--in-flight -1', '--in-flight is "-1"; allowed is an integer from 1 to 100'],
    ['--in-flight 1e1', '--in-flight is "1e1"; allowed is an integer from 1 to 100'],
    ['--in-flight=', '--in-flight is ""; allowed is an integer from 1 to 100'],
    ['--in-flight --loud', '--in-flight is "--loud"; allowed is an integer from 1 to 100'],
    ['--in-flight', '--in-flight has no value; allowed is an integer from 1 to 100'],
    ['--colour blue', '--colour is "blue"; allowed is red, green'],
    ['--loud=yes', '--loud is "yes"; it takes no value'],
    ['--no-loud', '--no-loud is no flag; allowed are --in-flight, --seed, --colour, --loud, --help'],
    ['--inFlight 3', '--inFlight is no flag; allowed are --in-flight, --seed, --colour, --loud, --help'],
    ['-x', '-x is no flag; allowed are --in-flight, --seed, --colour, --loud, --help'],
    ['3', '"3" is no flag; flags begin with --'],
    ['--loud -- 3', '"--" is no flag; flags begin with --'],
  ])('%s', (args, message) => {
    expect(() => parse(...args.split(' '))).toThrow(new FlagError(message))
  })
})

test('names in code become names on the command line', () => {
  expect(['loud', 'inFlight', 'aBC'].map(onCommandLine)).toEqual(['--loud', '--in-flight', '--a-b-c'])
})
