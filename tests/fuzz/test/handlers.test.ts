/**
 * Handlers that return or throw anything at all: each task gets one outcome, which travels and which its client can read,
 * and the worker goes on.
 */
import {
  decodePacket,
  isFailureCode,
  type OutcomeRecord,
  packetEncoder,
  payloadCodecs,
  type ProtocolLimits,
  resolveLimits,
  type TaskRecord,
} from '@errand/protocol'
import { RequestError, requester, type RequestLink } from '@errand/requests'
import { manualClock } from '@errand/timing'
import type { Handler } from '@errand/worker'
import { fuzz, share } from './engine/campaign.js'
import { bytesOf, textOf } from './frames.js'
import { anyDeed, type Deed, perform } from './handler-recipes.js'
import { fixedPrefetch, resolveWorkerOptions, TaskRunner } from './parts.js'

const limits: ProtocolLimits = resolveLimits({ bodyBytesMax: 65_536, inlineCharsMax: 64 })
const clock = manualClock()
const codecs = payloadCodecs()
const slots = 10

/** More turns of the event loop than any handler here takes; what takes longer has no outcome. */
const turnsMax = 50

const silent: RequestLink = { open: () => undefined, cancel: () => undefined }

const nested = requester({ link: silent, clock, codecs, limits })

class Scene {
  readonly outcomes: OutcomeRecord[] = []
  readonly #runner: TaskRunner

  constructor(handler: Handler) {
    this.#runner = new TaskRunner(resolveWorkerOptions({ handler, sendStacks: true }), {
      clock,
      limits,
      requester: () => nested,
      prefetch: fixedPrefetch(slots),
      settled: (outcome) => this.outcomes.push(outcome),
      said: () => undefined,
      slotsChanged: () => undefined,
      slotPolicy: 'give-up',
    })
  }

  /** Runs tasks 1 to `count`, until each has its outcome and a turn more. */
  async run(count: number): Promise<void> {
    for (let id = 1; id <= count; id++) this.#runner.accept(taskOf(id))
    for (let turn = 0; turn < turnsMax && this.outcomes.length < count; turn++) await nextTurn()
    await nextTurn()
    const ids = this.outcomes.map(({ id }) => id).toSorted((a, b) => a - b)
    if (ids.join() !== '1,2') throw new Error(`outcomes came for the tasks ${ids.join()}`)
  }
}

function nextTurn(): Promise<void> {
  return new Promise((turn) => setImmediate(turn))
}

function taskOf(id: number): TaskRecord {
  const names = { worker: 'worker.1', target: 'worker.1' }
  return { kind: 'task', id, ...names, deadlineMs: 1000, attempt: 1, metadata: '', codec: 'j', body: `${id}` }
}

/** The outcome as it arrives at the client. */
function carried(outcome: OutcomeRecord, forms: 'any' | 'strings'): OutcomeRecord {
  const encoder = packetEncoder(limits, forms)
  encoder.add(outcome)
  const { records, violations } = decodePacket(encoder.take().map(textOf).map(bytesOf), limits)
  const [record] = records
  if (violations.length === 0 && record?.kind === outcome.kind && record.id === outcome.id) return record
  throw new Error(`${outcome.kind} cannot be read: ${violations[0]?.message}`)
}

/** What the client is told: a value, or a RequestError with a code. */
async function told(outcome: OutcomeRecord): Promise<void> {
  const caller = requester({ link: silent, clock, codecs, limits })
  const answer = caller.request('worker.1', undefined)
  caller.settle({ ...outcome, id: 1 })
  try {
    await answer
  } catch (error) {
    const isTold = error instanceof RequestError && isFailureCode(error.code) && typeof error.message === 'string'
    if (!isTold || (error.code === 'bad-result' && outcome.kind === 'reply')) throw error
  }
}

fuzz({
  name: 'handlers',
  runs: share(0.1),
  inputs: anyDeed,
  async check(deed: Deed) {
    const scene = new Scene((id) => (id === 1 ? perform(deed) : 'sound'))
    await scene.run(2)
    for (const outcome of scene.outcomes) {
      await told(carried(outcome, 'any'))
      carried(outcome, 'strings')
    }
    const sound = scene.outcomes.find(({ id }) => id === 2)
    if (sound?.kind !== 'reply' || sound.body !== '"sound"') throw new Error('the next task did not go well')
  },
})
