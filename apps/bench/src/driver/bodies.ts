/** Bodies of requests, and whether what came back is the same. */
import type { BodySpec } from '../scenarios/load.js'
import type { Body } from '../systems/system.js'
import { withDepth } from '../workers/nested-work.js'

/** The object without its note: what an order might look like. */
const order = { depth: 0, id: 4_711_000, name: 'order', isPaid: true, amount: 12.5, tags: ['a', 'b'], note: '' }

/** @returns bytes, or an object whose JSON has as many characters */
export function bodyOf({ form, bytes }: BodySpec, depth: number): Body {
  return withDepth(form === 'bytes' ? new Uint8Array(bytes).fill(7) : objectOf(bytes), depth)
}

function objectOf(chars: number): object {
  const empty = JSON.stringify(order).length
  if (chars < empty) return { depth: 0, note: 'x'.repeat(Math.max(0, chars - '{"depth":0,"note":""}'.length)) }
  return { ...order, note: 'x'.repeat(chars - empty) }
}

/** Cheap enough to be asked of every answer. */
export function isAnswerTo(body: Body, answer: unknown): boolean {
  if (body instanceof Uint8Array) return answer instanceof Uint8Array && answer.byteLength === body.byteLength
  return (answer as { readonly note?: string } | undefined)?.note?.length === (body as { note: string }).note.length
}
