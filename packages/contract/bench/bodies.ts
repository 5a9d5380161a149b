/** What is measured: a small body and a middle one, of the same items; and those by which a contract checks them. */
import { type } from 'arktype'
import * as v from 'valibot'
import * as z from 'zod'
import type { Schema } from '@errand/contract'

const itemsInMiddle = 100

export interface Item {
  readonly id: number
  readonly name: string
  readonly tags: readonly string[]
  readonly isActive: boolean
}

/** About 100 bytes of JSON. */
export function itemOf(id: number): Item {
  return { id, name: `item number ${id}`, tags: ['first', 'second', 'third'], isActive: id % 2 === 0 }
}

export const small: Item = itemOf(1_000_017)
/** About 10 kB of JSON. */
export const middle: readonly Item[] = Array.from({ length: itemsInMiddle }, (_, at) => itemOf(1_000_000 + at))

export interface SchemasOfLibrary {
  readonly small: Schema
  readonly middle: Schema
}

const zodItem = z.object({ id: z.number(), name: z.string(), tags: z.array(z.string()), isActive: z.boolean() })
const valibotItem = v.object({ id: v.number(), name: v.string(), tags: v.array(v.string()), isActive: v.boolean() })
const arktypeItem = type({ id: 'number', name: 'string', tags: 'string[]', isActive: 'boolean' })

export const libraries: { readonly [name: string]: SchemasOfLibrary } = {
  zod: { small: zodItem, middle: z.array(zodItem) },
  valibot: { small: valibotItem, middle: v.array(valibotItem) },
  arktype: { small: arktypeItem, middle: arktypeItem.array() },
}
