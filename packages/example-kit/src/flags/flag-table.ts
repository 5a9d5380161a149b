/** The kinds of flags that there are. A table of flags is what reading, checking and the help go by. */

export interface IntegerFlag {
  readonly kind: 'integer'
  readonly least: number
  readonly most: number
  /** Where it is not given: this, or any that is allowed. */
  readonly standard: number | 'random'
  readonly tells: string
}

export interface ChoiceFlag<Choice extends string = string> {
  readonly kind: 'choice'
  readonly choices: readonly Choice[]
  readonly standard: Choice
  readonly tells: string
}

/** On where it is given, off where not. */
export interface SwitchFlag {
  readonly kind: 'switch'
  readonly tells: string
}

export type Flag = IntegerFlag | ChoiceFlag | SwitchFlag

/** Flags by their names in code; `inFlight` is `--in-flight` on the command line. */
export interface FlagTable {
  readonly [name: string]: Flag
}

type ValueOf<OneFlag extends Flag> = OneFlag extends IntegerFlag
  ? number
  : OneFlag extends ChoiceFlag<infer Choice>
    ? Choice
    : boolean

export type FlagValues<Table extends { readonly [Name in keyof Table]: Flag }> = {
  readonly [Name in keyof Table]: ValueOf<Table[Name]>
}

export function integerFlag(flag: Omit<IntegerFlag, 'kind'>): IntegerFlag {
  return { kind: 'integer', ...flag }
}

export function choiceFlag<const Choice extends string>(flag: Omit<ChoiceFlag<Choice>, 'kind'>): ChoiceFlag<Choice> {
  return { kind: 'choice', ...flag }
}

export function switchFlag(tells: string): SwitchFlag {
  return { kind: 'switch', tells }
}

/** `inFlight` becomes `--in-flight`. */
export function onCommandLine(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** What may stand after the flag, for messages and the help. */
export function allowedBy(flag: IntegerFlag | ChoiceFlag): string {
  if (flag.kind === 'choice') return flag.choices.join(', ')
  return `an integer from ${flag.least} to ${flag.most}`
}
