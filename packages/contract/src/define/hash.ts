/**
 * What tells two contracts apart at run time. Types are gone by then: beside names, version and kinds, schemas tell what
 * they can, which is their JSON Schema where their library makes one (Standard JSON Schema), and their library where not.
 */
import { createHash } from 'node:crypto'
import { isTypeOnly, type Schema } from './schema.js'
import type { TaskDefinition } from './task.js'

export const hashChars = 8

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hashChars)
}

export interface TaskPlace {
  readonly contract: string
  readonly version: string
  readonly task: string
  readonly codec: string
}

/** All that has to be the same on both sides. */
export function taskText({ contract, version, task, codec }: TaskPlace, definition: TaskDefinition): string {
  const { kind, input, chunk, output } = definition
  const shapes = [shapeOf(input, 'input'), chunk ? shapeOf(chunk, 'output') : '', shapeOf(output, 'output')]
  return JSON.stringify([contract, version, task, kind, definition.codec ?? codec, ...shapes])
}

interface JsonSchemaMaker {
  readonly jsonSchema?: { readonly [side in 'input' | 'output']?: (options: JsonSchemaOptions) => unknown }
}

interface JsonSchemaOptions {
  readonly target: string
  /** What each library reads of it is its own matter. */
  readonly libraryOptions: { readonly [name: string]: unknown }
}

/** zod leaves open what JSON Schema cannot say, a Date for one, instead of giving up on all that is around it. */
const options: JsonSchemaOptions = { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } }

function shapeOf(schema: Schema, side: 'input' | 'output'): string {
  if (isTypeOnly(schema)) return 'type'
  const standard = schema['~standard'] as Schema['~standard'] & JsonSchemaMaker
  try {
    const shape = standard.jsonSchema?.[side]?.(options)
    if (shape !== undefined) return `${standard.vendor} ${stableText(shape)}`
  } catch {
    // Not every schema has one: what transforms values, for one.
  }
  return standard.vendor
}

/** JSON with its keys, and the names of required ones, in order, so that the same schema has the same text. */
function stableText(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner
    if (Array.isArray(inner)) return key === 'required' ? inner.map(String).toSorted() : (inner as unknown)
    return Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  })
}
