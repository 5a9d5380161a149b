/** The specification says what the code does: its tables are those of the code, its example is read and written by it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { failureKinds } from '../src/failures.js'
import { jsonFields } from '../src/json-profile.js'
import { defaultLimits, type ProtocolLimits, resolveLimits } from '../src/limits.js'
import { decodePacket } from '../src/packet-decoder.js'
import { packetEncoder } from '../src/packet-encoder.js'
import { noBody, ownFrameBase64, ownFrameRaw, packetPrefix } from '../src/packet-layout.js'
import { bytesCodec } from '../src/payload.js'
import type { WireRecord } from '../src/record.js'
import { fieldTypes, mayTravel, type RecordKindName, recordKinds, type Sender } from '../src/record-kinds.js'
import type { ViolationCode } from '../src/violation.js'
import { codeBlocks, type Row, sectionOf, tableIn } from './markdown-blocks.js'

const specification = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')

const rowsOf = (heading: string, firstTitle: string): readonly Row[] =>
  tableIn(sectionOf(specification, heading), firstTitle)

const pairsOf = (rows: readonly Row[], key: string, value: string): [unknown, unknown][] =>
  rows.map((row) => [row[key], row[value]])

describe('the table of kinds', () => {
  it('has the letters, fields and bodies of the code', () => {
    const expected = Object.entries(recordKinds).map(([kind, { letter, fields, options, hasBody }]) => ({
      Kind: kind,
      Letter: letter,
      'Fields in order': fields.join(', '),
      'May follow': options.join(', '),
      Body: hasBody ? 'yes' : 'no',
    }))
    expect(rowsOf('Kinds of records', 'Kind')).toMatchObject(expected)
  })

  it('has every kind once', () => {
    expect(rowsOf('Kinds of records', 'Kind')).toHaveLength(Object.keys(recordKinds).length)
  })
})

describe('the table of fields', () => {
  it('has the types of the code', () => {
    expect(pairsOf(rowsOf('Fields', 'Field'), 'Field', 'Type')).toEqual(Object.entries(fieldTypes))
  })
})

describe('the matrix of who may send what', () => {
  const matrix = rowsOf('Who may send what', 'Kind')
  const peers: readonly Sender[] = ['client', 'broker', 'worker']
  const ways = peers.flatMap((from) => peers.map((to) => ({ from, to })))

  it.each(ways)('says which kinds go from $from to $to', ({ from, to }) => {
    const said = matrix.filter((row) => row[`${from} to ${to}`] === 'yes').map((row) => row['Kind'])
    const kinds = Object.keys(recordKinds) as RecordKindName[]
    expect(said).toEqual(kinds.filter((kind) => mayTravel(kind, from, to)))
  })

  it('has every kind once', () => {
    expect(matrix.map((row) => row['Kind'])).toEqual(Object.keys(recordKinds))
  })
})

describe('the table of violations', () => {
  it('has those of the code', () => {
    const codes: { readonly [code in ViolationCode]: true } = {
      'not-a-packet': true,
      'unsupported-version': true,
      'not-ascii': true,
      'malformed-header': true,
      truncated: true,
      'invalid-field': true,
      'too-large': true,
      'unknown-kind': true,
      'stray-frames': true,
    }
    expect(rowsOf('Reading', 'Violation').map((row) => row['Violation'])).toEqual(Object.keys(codes))
  })
})

describe('the table of failures', () => {
  it('has the codes of the code, their meaning, and whether the work may have run', () => {
    const expected = Object.entries(failureKinds).map(([code, { meaning, mayHaveRun }]) => ({
      Code: code,
      Meaning: meaning,
      'May have run': mayHaveRun ? 'yes' : 'no',
    }))
    expect(rowsOf('Failures', 'Code')).toEqual(expected)
  })
})

describe('the table of limits', () => {
  const limits = rowsOf('Limits', 'Limit')
  const roomy = { packetCharsMax: 2 ** 29 }

  it('has the defaults of the code', () => {
    const expected = Object.entries(defaultLimits).map(([name, value]) => [name, String(value)])
    expect(pairsOf(limits, 'Limit', 'Default')).toEqual(expected)
  })

  it.each(limits)('has the range of the code: $Limit', ({ Limit: name = '', Least: least, Most: most }) => {
    const resolve = (value: number): ProtocolLimits => resolveLimits({ ...roomy, [name]: value })
    const range = `allowed is an integer from ${least} to ${most}`
    expect(() => resolve(Number(least) - 1)).toThrow(range)
    expect(() => resolve(Number(most) + 1)).toThrow(range)
    expect(resolve(Number(most))).toMatchObject({ [name]: Number(most) })
  })

  it('comes with the rule that binds them to each other', () => {
    const { packetChars, metadataCharsMax, inlineCharsMax } = defaultLimits
    const packetCharsMax = packetChars + 512 + metadataCharsMax + 6 * inlineCharsMax
    expect(specification).toContain('`packetChars` + 512 + `metadataCharsMax` + 6 × `inlineCharsMax`')
    expect(resolveLimits({ packetCharsMax })).toMatchObject({ packetCharsMax })
    expect(() => resolveLimits({ packetCharsMax: packetCharsMax - 1 })).toThrow('limits.packetCharsMax')
  })
})

describe('the table of fields of the JSON profile', () => {
  it('has the keys of the code', () => {
    expect(pairsOf(rowsOf('JSON profile', 'Field'), 'Field', 'Key')).toEqual(Object.entries(jsonFields))
  })
})

describe('the grammar', () => {
  it('has the marks of the code', () => {
    const grammar = sectionOf(specification, 'Packets')
    const [mark, version] = packetPrefix
    expect(grammar).toContain(`first-frame = "${mark}" "${version}" *record`)
    expect(grammar).toMatch(new RegExp(`place += "${noBody}" `))
    expect(grammar).toMatch(new RegExp(`codec "\\${ownFrameRaw}" .* raw`))
    expect(grammar).toMatch(new RegExp(`codec "${ownFrameBase64}" .* base64`))
  })

  it('comes with the codecs of the code', () => {
    const expected = [
      ['j', 'application/json'],
      [bytesCodec.letter, bytesCodec.mediaType],
    ]
    expect(pairsOf(rowsOf('Payloads', 'Letter'), 'Letter', 'Media type')).toEqual(expected)
  })

  it('comes with a drawing of a packet that can be read', () => {
    const [drawn = ''] = sectionOf(specification, 'Packets').match(/^E1.*(?=…$)/m) ?? []
    const { records, violations } = decodePacket([Buffer.from(drawn)], defaultLimits)
    expect(violations).toEqual([])
    expect(records.map(({ kind }) => kind)).toEqual(['request', 'reply'])
  })
})

function framesOf(dump: string): Buffer[] {
  const lines = dump.split(/^frame \d+$/m).map((frame) => frame.matchAll(/^[\da-f]{4} {2}((?:[\da-f]{2} )+)/gm))
  return lines.map((matches) =>
    Buffer.from([...matches].map(([, hex = '']) => hex.replaceAll(' ', '')).join(''), 'hex'),
  )
}

/** The record with a body of bytes as the document writes it. */
function writtenOf(record: WireRecord): object {
  if (!('body' in record) || typeof record.body === 'string') return record
  return { ...record, body: { base64: Buffer.from(record.body).toString('base64') } }
}

describe('the worked example', () => {
  const section = sectionOf(specification, 'A worked example')
  const dumps = codeBlocks(section, 'hexdump')
  const said = codeBlocks(section, 'json').map((json) => JSON.parse(json) as WireRecord[])

  it('has the records of each dump beside it', () => {
    expect(said).toHaveLength(dumps.length)
    expect(dumps.length).toBeGreaterThan(5)
  })

  it.each(dumps.map((dump, index) => ({ dump, index })))('reads as it says: packet $index', ({ dump, index }) => {
    const { records, violations } = decodePacket(framesOf(dump), defaultLimits)
    expect(violations).toEqual([])
    expect(records.map(writtenOf)).toEqual(said[index])
  })

  const ofOneFrame = dumps.filter((dump) => framesOf(dump).length === 1)
  it.each(ofOneFrame)('is what our code writes: packet %#', (dump) => {
    const [frame = Buffer.alloc(0)] = framesOf(dump)
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of decodePacket([frame], defaultLimits).records) encoder.add(record)
    expect(encoder.take()).toEqual([frame.toString()])
  })

  it.each(dumps)('shows beside its bytes what they are: packet %#', (dump) => {
    const shown = [...dump.matchAll(/\|(.*)\|$/gm)].map(([, text]) => text).join('')
    const bytes = Buffer.concat(framesOf(dump)).toString('latin1')
    expect(shown).toBe(bytes.replaceAll(/[^ -~]/g, '.'))
  })
})
