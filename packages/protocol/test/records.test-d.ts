/** Types of records: what a reader may rely on without looking at the code. */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type AcceptedRecord,
  type AnswerRecord,
  type CancelRecord,
  type ChunkRecord,
  type CreditRecord,
  type decodePacket,
  type FailureRecord,
  type FindRecord,
  type FieldName,
  type FieldType,
  type fieldTypes,
  type FrameForms,
  type GoodbyeRecord,
  type OutcomeRecord,
  type OutgoingFrame,
  type ProgressRecord,
  type PullRecord,
  type packetEncoder,
  type ReadyRecord,
  type RecordKindName,
  type recordKinds,
  type RecordOf,
  type ReplyRecord,
  type RequestRecord,
  type Sender,
  type StoppedRecord,
  type StopRecord,
  type TaskRecord,
  type Violation,
  type WireRecord,
} from '../src/index.js'

interface PayloadKeys {
  readonly metadata: string
  readonly codec: string
  readonly body: string | Uint8Array
}

/** What the table of kinds makes of a kind: its fields by their types, and a payload where it has a body. */
type ByTable<Kind extends RecordKindName> = {
  readonly [Field in (typeof recordKinds)[Kind]['fields'][number]]: (typeof fieldTypes)[Field] extends 'count'
    ? number
    : string
} & {
  readonly [Option in (typeof recordKinds)[Kind]['options'][number]]?:
    | ((typeof fieldTypes)[Option] extends 'count' ? number : string)
    | undefined
} & ((typeof recordKinds)[Kind]['hasBody'] extends true ? PayloadKeys : unknown)

type Flat<Type> = { [Key in keyof Type]: Type[Key] }

describe('a record', () => {
  test('has the fields that the table of kinds says, and no others', () => {
    type Same = {
      [Kind in RecordKindName]: Flat<Omit<RecordOf<Kind>, 'kind'>> extends Flat<ByTable<Kind>> ? true : Kind
    }
    type AndBack = { [Kind in RecordKindName]: keyof RecordOf<Kind> extends keyof ByTable<Kind> | 'kind' ? true : Kind }
    expectTypeOf<Same[RecordKindName]>().toEqualTypeOf<true>()
    expectTypeOf<AndBack[RecordKindName]>().toEqualTypeOf<true>()
  })

  test('is found by its kind', () => {
    expectTypeOf<RecordOf<'request'>>().toEqualTypeOf<RequestRecord>()
    expectTypeOf<RecordOf<'task'>>().toEqualTypeOf<TaskRecord>()
    expectTypeOf<RecordOf<'reply'>>().toEqualTypeOf<ReplyRecord>()
    expectTypeOf<RecordOf<'failure'>>().toEqualTypeOf<FailureRecord>()
    expectTypeOf<RecordOf<'chunk'>>().toEqualTypeOf<ChunkRecord>()
    expectTypeOf<RecordOf<'progress'>>().toEqualTypeOf<ProgressRecord>()
    expectTypeOf<RecordOf<'pull'>>().toEqualTypeOf<PullRecord>()
    expectTypeOf<RecordOf<'accepted'>>().toEqualTypeOf<AcceptedRecord>()
    expectTypeOf<RecordOf<'find'>>().toEqualTypeOf<FindRecord>()
    expectTypeOf<RecordOf<'cancel'>>().toEqualTypeOf<CancelRecord>()
    expectTypeOf<RecordOf<'goodbye'>>().toEqualTypeOf<GoodbyeRecord>()
    expectTypeOf<RecordOf<'ready'>>().toEqualTypeOf<ReadyRecord>()
    expectTypeOf<RecordOf<'credit'>>().toEqualTypeOf<CreditRecord>()
    expectTypeOf<RecordOf<'stop'>>().toEqualTypeOf<StopRecord>()
    expectTypeOf<RecordOf<'stopped'>>().toEqualTypeOf<StoppedRecord>()
    expectTypeOf<RecordOf<'reply' | 'failure'>>().toEqualTypeOf<OutcomeRecord>()
    expectTypeOf<RecordOf<'reply' | 'failure' | 'chunk' | 'progress' | 'accepted'>>().toEqualTypeOf<AnswerRecord>()
  })

  test('is of a kind that the table has, and of every one of them', () => {
    expectTypeOf<WireRecord['kind']>().toEqualTypeOf<RecordKindName>()
  })

  test('is read-only', () => {
    expectTypeOf<RequestRecord>().toEqualTypeOf<Readonly<RequestRecord>>()
    expectTypeOf<Violation>().toEqualTypeOf<Readonly<Violation>>()
  })

  test('is narrowed by its kind', () => {
    type Decoded = ReturnType<typeof decodePacket>['records'][number]
    expectTypeOf<Extract<Decoded, { kind: 'stop' }>>().toEqualTypeOf<StopRecord>()
  })
})

describe('the unions', () => {
  test('are exact', () => {
    expectTypeOf<FieldType>().toEqualTypeOf<'count' | 'name'>()
    expectTypeOf<Sender>().toEqualTypeOf<'client' | 'broker' | 'worker'>()
    expectTypeOf<FrameForms>().toEqualTypeOf<'strings' | 'any'>()
    expectTypeOf<OutgoingFrame>().toEqualTypeOf<string | Uint8Array>()
    expectTypeOf<FieldName>().toEqualTypeOf<keyof typeof fieldTypes>()
  })

  test('take only what is in them', () => {
    expectTypeOf<'requests'>().not.toExtend<RecordKindName>()
    expectTypeOf<'binary'>().not.toExtend<Parameters<typeof packetEncoder>[1]>()
    expectTypeOf<{ kind: 'cancel' }>().not.toExtend<WireRecord>()
  })
})
