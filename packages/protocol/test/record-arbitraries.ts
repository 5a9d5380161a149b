/** Any record of any kind, drawn from the table of kinds: a new kind is tested by standing there. */
import * as fc from 'fast-check'
import { nameCharsMax } from '../src/names.js'
import { emptyPayload, type Payload, type WireRecord } from '../src/record.js'
import { type FieldName, fieldTypes, type OptionName, recordKinds, type RecordKindName } from '../src/record-kinds.js'

const letters = 'ABCXYZabcxyz019_'.split('')
const marks = '.:@+-'.split('')

export const anyName: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...letters),
    fc.string({ unit: fc.constantFrom(...letters, ...marks), maxLength: nameCharsMax - 1 }),
  )
  .map(([first, rest]) => first + rest)

const anyCount: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 999_999_999_999_999, Number.MAX_SAFE_INTEGER),
  fc.nat(100_000),
  fc.maxSafeNat(),
)

/** Nothing stands for 0 as well, so 0 is not what comes back. */
const anyOptionalCount: fc.Arbitrary<number | undefined> = fc.option(
  anyCount.filter((count) => count > 0),
  { nil: undefined },
)

const optionsOfType = { count: anyOptionalCount, name: fc.option(anyName, { nil: undefined }) }

/** A character of any plane, or half of a surrogate pair. (The `binary` unit of fast-check takes a second to build.) */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(
  fc.nat(0x7f).map((unit) => String.fromCodePoint(unit)),
  fc.integer({ min: 0x80, max: 0x10ffff }).map((unit) => String.fromCodePoint(unit)),
  fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff', ';', ',', '"', '\\', '\0'),
)

export const anyText: fc.Arbitrary<string> = fc.string({ unit: anyCharacter })

/** JSON text as `JSON.stringify` writes it: characters as they are, halves of surrogate pairs as escapes. */
const anyJson: fc.Arbitrary<string> = fc
  .oneof(fc.jsonValue({ stringUnit: anyCharacter, maxDepth: 2 }), fc.record({ text: anyText }))
  .map((value) => JSON.stringify(value))

/** JSON text with everything in it as it is, halves of surrogate pairs too; short enough to stand in the packet's text. */
const anyRawJson: fc.Arbitrary<string> = anyText
  .map((text) => `"${text.replaceAll(/["\\\p{Cc}]/gu, '')}"`)
  .filter((json) => json.length <= 64)

const anyBytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 120 })

const anyBytesLetter: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'm', 'z')

/** Bodies in every form in which a program may hold them: text and raw, short and long, empty and none. */
const anyPayload: fc.Arbitrary<Payload> = fc.oneof(
  fc.constant(emptyPayload),
  fc.record({ codec: fc.constant('j'), body: fc.oneof(anyJson, anyRawJson) }),
  fc.record({ codec: fc.constant('j'), body: anyJson.map((json): Uint8Array => Buffer.from(json)) }),
  fc.record({ codec: anyBytesLetter, body: anyBytes }),
  fc.record({ codec: anyBytesLetter, body: anyBytes.map((bytes) => Buffer.from(bytes).toString('base64')) }),
)

const anyMetadata: fc.Arbitrary<string> = fc.oneof(
  fc.constant(''),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), anyText)).map((entries) => JSON.stringify(entries)),
  anyRawJson,
)

const valuesOfType = { count: anyCount, name: anyName }

export function anyRecordOf(kind: RecordKindName): fc.Arbitrary<WireRecord> {
  const fields: readonly FieldName[] = recordKinds[kind].fields
  const drawn = Object.fromEntries(fields.map((field) => [field, valuesOfType[fieldTypes[field]]]))
  const options: readonly OptionName[] = recordKinds[kind].options
  const left = Object.fromEntries(options.map((option) => [option, optionsOfType[fieldTypes[option]]]))
  const parts = fc.record({ fields: fc.record({ ...drawn, ...left }), metadata: anyMetadata, payload: anyPayload })
  return parts.map((part) => {
    const payload = recordKinds[kind].hasBody ? { metadata: part.metadata, ...part.payload } : {}
    return { kind, ...part.fields, ...payload } as unknown as WireRecord
  })
}

export const allKinds = Object.keys(recordKinds) as RecordKindName[]

export const anyRecord: fc.Arbitrary<WireRecord> = fc.oneof(...allKinds.map(anyRecordOf))
