/**
 * A record as it stands in a packet, on its way to become one that the program holds: its fields are taken in the
 * order in which they stand, and the first that cannot be read is remembered as the fault.
 */
import { readCount } from './count.js'
import { isNameIn } from './names.js'
import type { fieldTypes, FieldName, FieldType, OptionName } from './record-kinds.js'
import { shown } from './shown.js'

type FieldOf<Type extends FieldType> = {
  [Field in FieldName]: (typeof fieldTypes)[Field] extends Type ? Field : never
}[FieldName]

const comma = 0x2c
const shownCharsMax = 40

export class RecordSource {
  metadata = ''
  codec = ''
  body: string | Uint8Array = ''
  /** What is wrong with its fields, or `''`. */
  fault = ''
  readonly #text: string
  #at = 0
  #end = 0

  /** @param text of the packet that the records are in */
  constructor(text: string) {
    this.#text = text
  }

  /** Goes to the fields from `start` to `end`. Fields behind those that are taken come from a later version. */
  open(start: number, end: number): void {
    this.fault = ''
    this.#at = start
    this.#end = end
  }

  count(field: FieldOf<'count'>): number {
    const start = this.#at
    const end = this.#passField()
    const value = readCount(this.#text, start, end)
    if (value < 0) this.#blame(field, start, end)
    return value
  }

  /** @returns undefined where it was left out, or is 0 */
  option(field: OptionName & FieldOf<'count'>): number | undefined {
    return this.#isLeftOut() ? undefined : this.count(field) || undefined
  }

  /** @returns undefined where it was left out */
  nameOption(field: OptionName & FieldOf<'name'>): string | undefined {
    return this.#isLeftOut() ? undefined : this.name(field)
  }

  /** Passes over a field with nothing in it. */
  #isLeftOut(): boolean {
    if (this.#at > this.#end) return true
    if (this.#at < this.#end && this.#text.charCodeAt(this.#at) !== comma) return false
    this.#at++
    return true
  }

  name(field: FieldOf<'name'>): string {
    const start = this.#at
    const end = this.#passField()
    if (!isNameIn(this.#text, start, end)) this.#blame(field, start, end)
    return this.#text.slice(start, end)
  }

  /** @returns where the field ends; the next one begins behind the comma there */
  #passField(): number {
    const text = this.#text
    let at = this.#at
    while (at < this.#end && text.charCodeAt(at) !== comma) at++
    this.#at = at + 1
    return at
  }

  #blame(field: FieldName, start: number, end: number): void {
    if (this.fault !== '') return
    const isMissing = start > this.#end
    const text = this.#text.slice(start, Math.min(end, start + shownCharsMax))
    this.fault = isMissing ? `the field ${field} is missing` : `the field ${field} is ${shown(text)}`
  }
}
