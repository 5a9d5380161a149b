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
  readonly jsonSchema?: { readonly [side in 'input' | 'output']?: (options: { readonly target: string }) => unknown }
}

function shapeOf(schema: Schema, side: 'input' | 'output'): string {
  if (isTypeOnly(schema)) return 'type'
  const standard = schema['~standard'] as Schema['~standard'] & JsonSchemaMaker
  try {
    const shape = standard.jsonSchema?.[side]?.({ target: 'draft-2020-12' })
    if (shape !== undefined) return `${standard.vendor} ${stableText(shape)}`
  } catch {
    // Not every schema has one: what transforms values, for one.
  }
  return standard.vendor
}

/** JSON with its keys in order, so that the same schema has the same text. */
function stableText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}
