/** The text of an object of the JSON profile. */
import type { JsonMessage } from '@errand/protocol'

/**
 * @returns undefined where the object cannot be written: V8 parses JSON that nests deeper than it can write, and both are
 * what a peer may send
 */
export function jsonText(message: JsonMessage): string | undefined {
  try {
    return JSON.stringify(message)
  } catch {
    return undefined
  }
}
