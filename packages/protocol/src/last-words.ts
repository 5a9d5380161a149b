/**
 * What a child process tells its broker, by the channel that Node opens between them, when an error that nobody caught
 * is about to end it. Its exit code alone would not say.
 */
import { launchKey } from './launch-descriptor.js'

/** An error as JSON can say it. */
export interface LastWords {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

/** @returns the message to send; anything can be thrown */
export function lastWords(error: unknown): { readonly [launchKey]: LastWords } {
  if (!(error instanceof Error)) return { [launchKey]: { name: 'Error', message: String(error) } }
  const { name, message, stack } = error
  return { [launchKey]: { name, message, ...(stack !== undefined && { stack }) } }
}

/** @returns undefined where the message is none of these: the user's code may send others */
export function readLastWords(message: unknown): LastWords | undefined {
  const words = (message as { readonly [launchKey]?: Partial<LastWords> } | null | undefined)?.[launchKey]
  if (typeof words?.name !== 'string' || typeof words.message !== 'string') return undefined
  const { name, message: text, stack } = words
  return { name, message: text, ...(typeof stack === 'string' && { stack }) }
}
