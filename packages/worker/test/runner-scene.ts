/** A task runner between ports that write down what leaves, on a clock that stands still. */
import {
  defaultLimits,
  type InterimRecord,
  type OutcomeRecord,
  payloadCodecs,
  type ProtocolLimits,
  type TaskRecord,
} from '@errand/protocol'
import { type Requester, requester, type RequestLink } from '@errand/requests'
import { type ManualClock, manualClock } from '@errand/timing'
import { fixedPrefetch, type Prefetch } from '../src/core/prefetch.js'
import type { Handler } from '../src/handler.js'
import type { SlotPolicy } from '../src/overruns.js'
import { TaskRunner } from '../src/task-runner.js'
import { resolveWorkerOptions, type WorkerOptions } from '../src/worker-options.js'

/** Looks again each turn of the event loop; the test's own time-out ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((turn) => setImmediate(turn))
}

/** For tests with threads and processes: on a machine that is busy otherwise, one starts in seconds. */
export const startMsMax = 60_000

export interface SceneOptions {
  readonly limits?: Partial<ProtocolLimits>
  readonly prefetch?: Prefetch
  /** @default 'give-up' */
  readonly slotPolicy?: SlotPolicy
}

export class RunnerScene {
  readonly clock: ManualClock = manualClock({ startMs: 5000 })
  readonly outcomes: OutcomeRecord[] = []
  /** What handlers said before they answered. */
  readonly said: InterimRecord[] = []
  readonly slots: number[] = []
  /** Tasks whose handlers were about to be called. */
  readonly started: number[] = []
  readonly ended: number[] = []
  /** `busy` and `idle`, as they come. */
  readonly moods: string[] = []
  readonly nested: Parameters<RequestLink['open']>[0][] = []
  readonly cancelled: number[] = []
  readonly requester: Requester
  readonly runner: TaskRunner

  constructor(options: WorkerOptions | Handler, scene: SceneOptions = {}) {
    const { limits, prefetch = fixedPrefetch(10), slotPolicy = 'give-up' } = scene
    const allLimits = { ...defaultLimits, ...limits }
    this.requester = requester({
      link: {
        open: (request) => void this.nested.push(request),
        cancel: ({ id }) => void this.cancelled.push(id),
      },
      clock: this.clock,
      codecs: payloadCodecs(),
      limits: allLimits,
    })
    this.runner = new TaskRunner(resolveWorkerOptions(options), {
      clock: this.clock,
      limits: allLimits,
      requester: () => this.requester,
      slotPolicy,
      prefetch,
      settled: (outcome) => this.outcomes.push(outcome),
      said: (record) => this.said.push(record),
      startLog: {
        started: (id) => this.started.push(id),
        ended: (start) => this.ended.push(this.started[start - 1] as number),
      },
      becameBusy: () => this.moods.push('busy'),
      becameIdle: () => this.moods.push('idle'),
      slotsChanged: (slots) => this.slots.push(slots),
    })
  }

  accept(id: number, input?: unknown, task: Partial<TaskRecord> = {}): void {
    this.runner.accept({
      kind: 'task',
      id,
      worker: 'worker.1',
      target: 'worker.1',
      deadlineMs: 1000,
      attempt: 1,
      metadata: '',
      ...payloadCodecs().encode(input),
      ...task,
    })
  }

  /** The outcomes in words: `1 reply`, `2 handler-failed`. */
  get words(): string[] {
    return this.outcomes.map((outcome) => `${outcome.id} ${outcome.kind === 'reply' ? 'reply' : outcome.code}`)
  }

  async settles(count: number): Promise<void> {
    await until(() => this.outcomes.length >= count)
  }

  /** What an outcome carries. */
  valueOf(id: number): unknown {
    const outcome = this.outcomes.find((candidate) => candidate.id === id)
    return outcome && payloadCodecs().decode(outcome)
  }

  /** The outcome of one task, run alone. */
  async run(input?: unknown, task: Partial<TaskRecord> = {}): Promise<{ word: string; value: unknown }> {
    this.accept(1, input, task)
    await this.settles(1)
    return { word: String(this.words[0]?.slice(2)), value: this.valueOf(1) }
  }
}

/** A promise that the test settles. */
export interface Gate {
  readonly opened: Promise<void>
  readonly open: () => void
}

export function gate(): Gate {
  let open: (() => void) | undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open?.() }
}
