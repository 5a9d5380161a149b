/**
 * An event loop of the pool, in a thread of its own. Any of the workers may be asked to do its work here: a worker is a
 * name, not a thread. It has no lasting socket: nested requests and replies leave by temporary DEALERs, which are
 * `runLoop`'s to make and to close.
 */
import { workerData } from 'node:worker_threads'
import type { Message, NestedMessage, Reply } from '@errand/example-kit'
import { runLoop, type TaskContext } from '@errand/worker'

export interface LoopData {
  /** Who asks whom before it answers. */
  readonly nestedRequests: ReadonlyMap<string, string>
}

const { nestedRequests } = (workerData as { readonly data: LoopData }).data

async function answer(message: Message | NestedMessage, context: TaskContext): Promise<Reply> {
  const response = context.worker
  const asks = nestedRequests.get(context.worker)
  if (asks === undefined) return { ...message, response }
  const question: NestedMessage = { workerRequest: context.worker }
  return { ...message, response, nested: await context.request<Reply>(asks, question) }
}

// More than one at a time: a worker that waits for its colleague takes up further messages meanwhile.
runLoop({ handler: answer, concurrency: 100 })
