/**
 * Where a module serves that is loaded into the program which asks, instead of a thread of its own: whoever loads it stands ready
 * while it does, one module at a time.
 */
import type { WorkerOptions } from './worker-options.js'

export interface InlineHost {
  /** What `launchData` gives while the module is loaded. */
  readonly data: unknown
  serve(options: WorkerOptions): void
}

const key = Symbol.for('@errand/worker inline host')
const place = globalThis as { [key]?: InlineHost | undefined }

export function inlineHost(): InlineHost | undefined {
  return place[key]
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Loads a module, and hands over what it serves.
 *
 * @param load imports it
 * @param data what `launchData` gives meanwhile
 * @returns the options of each time that it served; most do once
 */
export function loadInline(load: () => Promise<unknown>, data?: unknown): Promise<readonly WorkerOptions[]> {
  const loaded = last.then(async () => {
    const served: WorkerOptions[] = []
    place[key] = { data, serve: (options) => void served.push(options) }
    try {
      await load()
    } finally {
      place[key] = undefined
    }
    return served
  })
  last = loaded.catch(() => undefined)
  return loaded
}
