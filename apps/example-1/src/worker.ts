/**
 * A dedicated worker, in a thread of its own. The broker feeds it through a PUSH made for it alone; it takes its work from
 * a PULL, answers on a DEALER, and ends at a message on a PAIR. All that is `runWorker`'s, as is the temporary DEALER by
 * which a nested request goes out.
 */
import { workerData } from 'node:worker_threads'
import type { Message, NestedMessage, Reply } from '@errand/example-kit'
import { runWorker, type TaskContext } from '@errand/worker'

export interface WorkerData {
  /** The colleague that this worker asks before it answers. */
  readonly asks: string | undefined
}

const { asks } = (workerData as { readonly data: WorkerData }).data

async function answer(message: Message | NestedMessage, context: TaskContext): Promise<Reply> {
  const response = context.worker
  if (asks === undefined) return { ...message, response }
  const question: NestedMessage = { workerRequest: context.worker }
  return { ...message, response, nested: await context.request<Reply>(asks, question) }
}

// More than one at a time: a worker that waits for its colleague takes up further messages meanwhile.
runWorker({ handler: answer, concurrency: 100 })
