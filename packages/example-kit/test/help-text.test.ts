// The text of --help.
import { expect, test } from 'vitest'
import { choiceFlag, integerFlag, switchFlag } from '../src/flags/flag-table.js'
import { helpText } from '../src/flags/help-text.js'

test('lists each flag with what it takes, what it does, and what stands for it', () => {
  const text = helpText({
    name: 'example',
    shows: 'How it goes.',
    flags: {
      inFlight: integerFlag({ least: 1, most: 9, standard: 5, tells: 'how many' }),
      seed: integerFlag({ least: 0, most: 7, standard: 'random', tells: 'where chance begins' }),
      colour: choiceFlag({ choices: ['red', 'green'], standard: 'green', tells: 'which' }),
      loud: switchFlag('with noise'),
    },
  })
  expect(text.split('\n').slice(0, 8)).toEqual([
    'How it goes.',
    '',
    'Usage: example [flags]',
    '',
    '  --in-flight n       how many (1 to 9; 5 if not given)',
    '  --seed n            where chance begins (0 to 7; a random one if not given)',
    '  --colour red|green  which (green if not given)',
    '  --loud              with noise',
  ])
})
