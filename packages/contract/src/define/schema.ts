/** Schemas of any library that follows the Standard Schema, and types alone, for which there is nothing to check. */
import type { StandardSchemaV1 } from '@standard-schema/spec'

/** A schema that lets everything through: its type is for the compiler. */
export type TypeOnly<T> = StandardSchemaV1<T, T> & { readonly isTypeOnly: true }

/** Says what a value is, and checks nothing. */
export function type<T>(): TypeOnly<T> {
  return {
    isTypeOnly: true,
    '~standard': { version: 1, vendor: 'errand', validate: (value) => ({ value: value as T }) },
  }
}

export type Schema = StandardSchemaV1

/** Before a schema has looked at it. */
export type Given<S> = S extends StandardSchemaV1<infer In, unknown> ? In : never
/** After that. */
export type Checked<S> = S extends StandardSchemaV1<unknown, infer Out> ? Out : never

/** arktype's schemas are functions. */
export function isSchema(value: unknown): value is Schema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard = (value as { readonly '~standard'?: { readonly validate?: unknown } })['~standard']
  return typeof standard === 'object' && typeof standard.validate === 'function'
}

export function isTypeOnly(schema: Schema): boolean {
  return 'isTypeOnly' in schema
}
