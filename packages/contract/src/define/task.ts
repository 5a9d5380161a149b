/** What one task takes and gives. */
import { unknownOption } from '@errand/protocol'
import { ContractError } from '../contract-error.js'
import { type Checked, type Given, isSchema, type Schema, type } from './schema.js'

/** The types of a task, before and after each of its schemas has looked. */
export interface TaskTypes {
  /** What the caller gives, and what the handler gets of it. */
  readonly input: { readonly given: unknown; readonly checked: unknown }
  /** What the handler sends before its answer, and what the caller gets of it; never where it is no stream. */
  readonly chunk: { readonly given: unknown; readonly checked: unknown }
  /** What the handler returns, and what the caller gets of it. */
  readonly output: { readonly given: unknown; readonly checked: unknown }
}

/** `auto`: JSON where it carries the value as it is, MessagePack where it would not. */
export type BodyCodec = 'auto' | 'json' | 'msgpack'

export type TypesOf<Definition> = Definition extends TaskDefinition<infer Types extends TaskTypes> ? Types : never
/** What its caller gives. */
export type InputOf<Definition> = TypesOf<Definition>['input']['given']
/** What its caller gets. */
export type OutputOf<Definition> = TypesOf<Definition>['output']['checked']
/** What its caller gets before that. */
export type ChunkOf<Definition> = TypesOf<Definition>['chunk']['checked']

export interface TaskOptions {
  /**
   * It may safely run twice: a call that names no `attempts` has three, so that what was lost with its worker is done again.
   * @default false
   */
  readonly idempotent?: boolean
  /**
   * How bodies are written. `json` refuses what JSON would change.
   * @default that of the contract
   */
  readonly codec?: BodyCodec
}

export interface TaskDefinition<Types extends TaskTypes = TaskTypes> {
  readonly kind: 'task' | 'stream'
  readonly input: Schema
  readonly chunk: Schema | undefined
  readonly output: Schema
  readonly idempotent: boolean
  readonly codec: BodyCodec | undefined
  /** Never there: it carries the types. */
  readonly types?: Types
}

/** Nothing looks at it. */
export interface Same<T> {
  readonly given: T
  readonly checked: T
}

/** A schema looks at it. */
export interface By<S> {
  readonly given: Given<S>
  readonly checked: Checked<S>
}

/** There is none. */
export interface Nothing {
  readonly given: never
  readonly checked: never
}

export interface TaskSchemas {
  readonly input?: Schema
  readonly output?: Schema
}

export interface StreamSchemas extends TaskSchemas {
  readonly chunk?: Schema
}

/** By its schema, or of this type where there is none. */
export type SchemaOr<S, Else> = S extends Schema ? By<S> : Same<Else>

/**
 * A task that is asked for and answered once: `task<Input, Output>()` by types alone, `task({ input, output })` by schemas of any
 * library that follows the Standard Schema. Without an input it takes nothing; without an output it gives nothing.
 *
 * @throws ContractError `invalid-contract`
 */
export function task<Input, Output = void>(
  options?: TaskOptions,
): TaskDefinition<{ input: Same<Input>; chunk: Nothing; output: Same<Output> }>
export function task<const S extends TaskSchemas & TaskOptions>(
  schemas: S,
): TaskDefinition<{ input: SchemaOr<S['input'], void>; chunk: Nothing; output: SchemaOr<S['output'], void> }>
export function task(options: TaskSchemas & TaskOptions = {}): TaskDefinition {
  return definition('task', options)
}

/**
 * A task whose answer comes in chunks, with a result at their end: `stream<Input, Chunk, Output>()`, or by schemas
 * `stream({ input, chunk, output })`.
 *
 * @throws ContractError `invalid-contract`
 */
export function stream<Input, Chunk, Output = void>(
  options?: TaskOptions,
): TaskDefinition<{ input: Same<Input>; chunk: Same<Chunk>; output: Same<Output> }>
export function stream<const S extends StreamSchemas & TaskOptions>(
  schemas: S,
): TaskDefinition<{
  input: SchemaOr<S['input'], void>
  chunk: SchemaOr<S['chunk'], unknown>
  output: SchemaOr<S['output'], void>
}>
export function stream(options: StreamSchemas & TaskOptions = {}): TaskDefinition {
  return definition('stream', options)
}

const codecs: ReadonlySet<unknown> = new Set(['auto', 'json', 'msgpack'])
const ofTasks: { readonly [name in keyof Required<TaskSchemas & TaskOptions>]: true } = {
  input: true,
  output: true,
  idempotent: true,
  codec: true,
}
const known = { task: ofTasks, stream: { ...ofTasks, chunk: true } }

/** @throws ContractError `invalid-contract` */
export function assertCodec(codec: unknown): void {
  if (!codecs.has(codec))
    throw new ContractError('invalid-contract', `codec is ${String(codec)}; allowed are 'auto', 'json' and 'msgpack'`)
}

/** Whether it comes from `task` or `stream`, of whichever copy of this package. */
export function isDefinition(value: unknown): value is TaskDefinition {
  if (typeof value !== 'object' || value === null) return false
  const { kind, input, output } = value as { readonly [field in keyof TaskDefinition]?: unknown }
  return (kind === 'task' || kind === 'stream') && isSchema(input) && isSchema(output)
}

function definition(kind: 'task' | 'stream', options: StreamSchemas & TaskOptions): TaskDefinition {
  const { input, chunk, output, idempotent = false, codec } = options
  for (const [name, schema] of Object.entries({ input, chunk, output }))
    if (schema !== undefined && !isSchema(schema))
      throw new ContractError(
        'invalid-contract',
        `the ${name} of a ${kind} is no Standard Schema; give type<…>() for a type alone`,
      )
  const unknown = unknownOption(options, known[kind])
  if (unknown !== undefined) {
    const allowed = Object.keys(known[kind]).join(', ')
    throw new ContractError('invalid-contract', `a ${kind} has no option ${unknown}; allowed are ${allowed}`)
  }
  if (codec !== undefined) assertCodec(codec)
  const chunks = kind === 'stream' ? (chunk ?? type()) : undefined
  return { kind, input: input ?? type(), chunk: chunks, output: output ?? type(), idempotent, codec }
}
