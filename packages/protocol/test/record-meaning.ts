/** What a record says, whatever form its body travels in; and what is wrong with one that a decoder gave out. */
import { isName } from '../src/names.js'
import type { ProtocolLimits } from '../src/limits.js'
import type { WireRecord } from '../src/record.js'
import { type FieldName, fieldTypes, recordKinds } from '../src/record-kinds.js'

type Plain = { readonly [field: string]: unknown }

/** The record with its body as the value or the bytes that it stands for, and its metadata as an object. */
export function meaningOf(record: WireRecord): Plain {
  if (!('codec' in record)) return { ...record }
  const { codec, body, metadata } = record
  return { ...record, metadata: metadata && (JSON.parse(metadata) as unknown), body: valueOf(codec, body) }
}

function valueOf(codec: string, body: string | Uint8Array): unknown {
  if (codec === '') return undefined
  if (codec === 'j') return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString()) as unknown
  const bytes = typeof body === 'string' ? Buffer.from(body, 'base64') : body
  return Buffer.from(bytes).toString('hex')
}

/** @returns what the table of kinds does not allow in it, or undefined */
export function faultOfRecord(record: WireRecord, limits: ProtocolLimits): string | undefined {
  const kind = recordKinds[record.kind]
  const fields: readonly FieldName[] = kind.fields
  const names = ['kind', ...fields, ...kind.options, ...(kind.hasBody ? ['metadata', 'codec', 'body'] : [])]
  const found = Object.keys(record)
  if (found.join() !== names.join()) return `it has the fields ${found.join()} instead of ${names.join()}`
  const bad = fields.find((field) => !isOfType(field, (record as unknown as Plain)[field]))
  if (bad !== undefined) return `its ${bad} is no ${fieldTypes[bad]}`
  const wrong = kind.options.find((option) => !isOption(option, (record as unknown as Plain)[option]))
  if (wrong !== undefined) return `its ${wrong} is no ${fieldTypes[wrong]} that says something, and not left out`
  return kind.hasBody ? faultOfPayload(record as unknown as Plain, limits) : undefined
}

function isOption(field: FieldName, value: unknown): boolean {
  return value === undefined || (value !== 0 && isOfType(field, value))
}

function isOfType(field: FieldName, value: unknown): boolean {
  return fieldTypes[field] === 'name' ? isName(value) : Number.isSafeInteger(value) && (value as number) >= 0
}

function faultOfPayload({ metadata, codec, body }: Plain, limits: ProtocolLimits): string | undefined {
  if (!isAsciiUpTo(limits.metadataCharsMax, metadata)) return 'its metadata is not ASCII, or too long'
  if (typeof codec !== 'string' || !/^[a-z]?$/.test(codec)) return 'its codec is not a letter'
  if (codec === '' && body !== '') return 'it has a body without a codec'
  if (body instanceof Uint8Array) return body.length <= limits.bodyBytesMax ? undefined : 'its body is too long'
  return isAsciiUpTo(limits.bodyBytesMax, body) ? undefined : 'its body is not ASCII, or too long'
}

function isAsciiUpTo(charsMax: number, value: unknown): boolean {
  return typeof value === 'string' && value.length <= charsMax && Buffer.byteLength(value) === value.length
}
