/** A thread as a broker launches it, seen from its port: what it posts is written down, and it is told things. */
import { Worker, type WorkerOptions as ThreadOptions } from 'node:worker_threads'
import {
  decodePacket,
  defaultLimits,
  type LaunchDescriptor,
  launchKey,
  packetEncoder,
  type PortPacket,
  type RecordOf,
  type WireRecord,
} from '@errand/protocol'
import { until } from './runner-scene.js'

export interface ThreadEnding {
  readonly code: number
  /** What was thrown in it, or undefined. */
  readonly error: unknown
}

export class PortPeer {
  readonly thread: Worker
  readonly heard: WireRecord[] = []
  readonly frames: PortPacket['frames'][] = []
  readonly ended: Promise<ThreadEnding>

  constructor(descriptor: LaunchDescriptor, data?: unknown, options: ThreadOptions = {}) {
    this.thread = new Worker(new URL('fixtures/serving.mjs', import.meta.url), {
      // Not those of the test runner, by which packages are read from their sources.
      execArgv: [],
      ...options,
      workerData: { [launchKey]: descriptor, data },
    })
    this.thread.on('message', ({ frames }: PortPacket) => {
      this.frames.push(frames)
      const { records, violations } = decodePacket(frames, defaultLimits)
      if (violations.length > 0) throw new Error(`the thread posted ${JSON.stringify(violations)}`)
      this.heard.push(...records)
    })
    this.ended = new Promise((resolve) => {
      let thrown: unknown
      this.thread.once('error', (error) => {
        thrown = error
      })
      this.thread.once('exit', (code) => resolve({ code, error: thrown }))
    })
  }

  all<Kind extends WireRecord['kind']>(kind: Kind): RecordOf<Kind>[] {
    return this.heard.filter((record): record is RecordOf<Kind> => record.kind === kind)
  }

  /** Waits until the n-th record of a kind has come. */
  async hears<Kind extends WireRecord['kind']>(kind: Kind, n = 1): Promise<RecordOf<Kind>> {
    await until(() => this.all(kind).length >= n)
    return this.all(kind)[n - 1] as RecordOf<Kind>
  }

  send(...records: readonly WireRecord[]): void {
    const encoder = packetEncoder(defaultLimits, 'any')
    for (const record of records) encoder.add(record)
    this.thread.postMessage({ frames: encoder.take() } satisfies PortPacket)
  }

  sendRaw(...frames: readonly string[]): void {
    this.thread.postMessage({ frames } satisfies PortPacket)
  }
}
