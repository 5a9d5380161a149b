/** What the broker that started this thread, or this process, told it: the launch descriptor and the user's data. */
import { isMainThread, workerData } from 'node:worker_threads'
import { launchVariable, ProtocolError } from '@errand/protocol'

/** Of a process; what its broker told it is for this process alone, so it is taken out of the environment. */
let ofProcess: { readonly launch: unknown } | undefined

/** @throws ProtocolError `invalid-descriptor` where the environment has something else than JSON for it */
export function launched(): unknown {
  if (!isMainThread) return workerData as unknown
  ofProcess ??= { launch: takeFromEnvironment() }
  return ofProcess.launch
}

/** A process that is started from here would take itself for this one. */
function takeFromEnvironment(): unknown {
  const text = process.env[launchVariable]
  delete process.env[launchVariable]
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new ProtocolError('invalid-descriptor', `${launchVariable} is not JSON: ${String(cause)}`, { cause })
  }
}

/**
 * The `data` that the broker was given for this worker, wherever it runs: a copy, made by structured cloning for a
 * thread, by JSON for a child process. Undefined where there is none, or where no broker started this.
 */
export function launchData(): unknown {
  return (launched() as { readonly data?: unknown } | null | undefined)?.data
}
