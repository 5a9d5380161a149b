/**
 * Any text as a name, for fields that are only compared: keys and the like. A text that is no name, or too long for one, is
 * stood for by its SHA-256, of which 128 bits are left.
 */
import { createHash } from 'node:crypto'
import { isName } from '@errand/protocol'

const hashChars = 22

export function nameOfText(text: string): string {
  return isName(text) ? text : `h.${createHash('sha256').update(text).digest('base64url').slice(0, hashChars)}`
}
