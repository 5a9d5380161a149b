/** The types of what serves a contract: a handler for each of its tasks. */
import type { Contract } from '../define/contract.js'
import type { TaskTypes, TypesOf } from '../define/task.js'

/** What of a handler's context depends on its task. */
export interface ChunkEmitter<Chunk> {
  /**
   * Sends a part of the answer, where the caller asked for a stream; otherwise it is left out. Resolves when there is room for
   * the next. The answer of a handler that does not wait comes behind what it has sent; what could not be sent then fails the
   * request. A handler that is a generator yields its chunks instead.
   */
  emit(this: void, chunk: Chunk): Promise<void>
}

/** The handler of a task of these types. */
export type HandlerOf<Types extends TaskTypes, Context> = [Types['chunk']['given']] extends [never]
  ? (input: Types['input']['checked'], context: Context) => Types['output']['given'] | Promise<Types['output']['given']>
  : (
      input: Types['input']['checked'],
      context: Omit<Context, 'emit'> & ChunkEmitter<Types['chunk']['given']>,
    ) =>
      | AsyncGenerator<Types['chunk']['given'], Types['output']['given'], undefined>
      | Generator<Types['chunk']['given'], Types['output']['given'], undefined>
      | Types['output']['given']
      | Promise<Types['output']['given']>

/** A handler for each task of a contract. One of a stream may be a generator, most often an async one: what it yields are the chunks. */
export type ContractHandlers<C extends Contract, Context> = {
  readonly [Name in keyof C['tasks']]: HandlerOf<TypesOf<C['tasks'][Name]>, Context>
}
