/** What each of several workers answered to the same. */

export type BroadcastResult<Output> =
  | { readonly worker: string; readonly status: 'fulfilled'; readonly value: Output }
  | { readonly worker: string; readonly status: 'rejected'; readonly reason: unknown }

export function broadcast<Output>(
  workers: readonly string[],
  ask: (worker: string) => Promise<Output>,
): Promise<readonly BroadcastResult<Output>[]> {
  return Promise.all(workers.map((worker) => resultOf(worker, ask(worker))))
}

async function resultOf<Output>(worker: string, asked: Promise<Output>): Promise<BroadcastResult<Output>> {
  try {
    return { worker, status: 'fulfilled', value: await asked }
  } catch (reason) {
    return { worker, status: 'rejected', reason }
  }
}
