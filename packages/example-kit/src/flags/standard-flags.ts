/** The flags that every example has. */
import { seedMax } from '../random-choice.js'
import {
  type ChoiceFlag,
  choiceFlag,
  type IntegerFlag,
  integerFlag,
  type SwitchFlag,
  switchFlag,
} from './flag-table.js'

/** As many as may wait for one worker at a broker of standard options. */
const inFlightMax = 100_000

/** A type alias, because an interface is no FlagTable. */
export type StandardFlags = {
  readonly messages: IntegerFlag
  readonly inFlight: IntegerFlag
  readonly seed: IntegerFlag
  readonly transport: ChoiceFlag<'inproc' | 'ipc' | 'tcp'>
  readonly quiet: SwitchFlag
  readonly json: SwitchFlag
  readonly help: SwitchFlag
}

export const standardFlags: StandardFlags = {
  messages: integerFlag({ least: 1, most: 1_000_000_000, standard: 100, tells: 'requests that main sends' }),
  inFlight: integerFlag({
    least: 1,
    most: inFlightMax,
    standard: 1,
    tells: 'requests under way at a time',
  }),
  seed: integerFlag({
    least: 0,
    most: seedMax,
    standard: 'random',
    tells: 'the same one chooses the same workers in the same order',
  }),
  transport: choiceFlag({
    choices: ['inproc', 'ipc', 'tcp'],
    standard: 'inproc',
    tells: 'how main, broker and workers reach each other',
  }),
  quiet: switchFlag('print the summary alone'),
  json: switchFlag('print a JSON object a line, see below'),
  help: switchFlag('print this and end; -h does so too'),
}
