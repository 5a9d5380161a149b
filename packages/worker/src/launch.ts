/** What the broker that started this thread, or this process, told it: the launch descriptor and the user's data. */
import { isMainThread, workerData } from 'node:worker_threads'
import { lastWords, type LaunchDescriptor, launchVariable, ProtocolError, readLaunchDescriptor } from '@errand/protocol'
import { inlineHost } from './inline-host.js'

// From the start on, so that its broker is told of a module that fails before it serves.
if (isMainThread && process.env[launchVariable] !== undefined)
  process.once('uncaughtExceptionMonitor', (error) => process.send?.(lastWords(error)))

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

let isServing = false

/**
 * What this was started as, for whoever serves as that. It is given out once: a second worker would answer for the first.
 *
 * @param kinds that the caller can serve as
 * @throws ProtocolError `invalid-descriptor` where no broker started this, or for something else, and the second time
 */
export function takeLaunch<Kind extends LaunchDescriptor['kind']>(
  ...kinds: readonly Kind[]
): Extract<LaunchDescriptor, { kind: Kind }> {
  const launch = readLaunchDescriptor(launched(), ...kinds)
  if (isServing)
    throw new ProtocolError(
      'invalid-descriptor',
      'this serves already: a module calls serve, runWorker or runLoop once. Several contracts go to serveWith({ contracts: [implement(…), implement(…)] })',
    )
  isServing = true
  return launch
}

/**
 * The `data` that the broker was given for this worker, wherever it runs: a copy, made by structured cloning for a
 * thread, by JSON for a child process. Inline it is the value itself, while the module is loaded. Undefined where there is none, or
 * where no broker started this.
 */
export function launchData(): unknown {
  const host = inlineHost()
  if (host) return host.data
  return (launched() as { readonly data?: unknown } | null | undefined)?.data
}
