/** A requester on a clock that stands still, with a link that writes down what leaves. */
import {
  type CancelRecord,
  defaultLimits,
  type FailureRecord,
  type FindRecord,
  type InterimRecord,
  payloadCodecs,
  type PayloadCodecs,
  type ProtocolLimits,
  type PullRecord,
  type ReplyRecord,
  type RequestRecord,
} from '@errand/protocol'
import { type Clock, type ManualClock, manualClock } from '@errand/timing'
import {
  type Requester,
  requester,
  type RequesterOptions,
  type RequestLink,
  type RequestRefusal,
} from '@errand/requests'

class RecordingLink implements RequestLink {
  readonly requests: RequestRecord[] = []
  readonly finds: FindRecord[] = []
  /** All calls in their order: `open 1`, `cancel 1`, `ended 1`. */
  readonly calls: string[] = []
  refusal: RequestRefusal | undefined
  /** What it knows of why no answers come. */
  silence: string | undefined
  /** Called while a request is being opened. */
  onOpen: (request: RequestRecord) => void = () => undefined

  open(request: RequestRecord | FindRecord): RequestRefusal | undefined {
    if (request.kind === 'find') this.finds.push(request)
    else this.requests.push(request)
    this.calls.push(`open ${request.id}`)
    if (request.kind === 'request') this.onOpen(request)
    return this.refusal
  }

  cancel({ id }: CancelRecord): void {
    this.calls.push(`cancel ${id}`)
  }

  pull({ id, chunks }: PullRecord): void {
    this.calls.push(`pull ${id} ${chunks}`)
  }

  ended(id: number): void {
    this.calls.push(`ended ${id}`)
  }

  explainSilence(): string | undefined {
    return this.silence
  }
}

export interface Scene {
  readonly requester: Requester
  readonly link: RecordingLink
  readonly clock: ManualClock
  readonly codecs: PayloadCodecs
}

export interface SceneOptions extends Pick<
  RequesterOptions,
  'defaultDeadlineMs' | 'whenOverloaded' | 'waitingBytesMax'
> {
  readonly limits?: Partial<ProtocolLimits>
  readonly codecs?: PayloadCodecs
  /** How late timers fire, as those of a thread that is busy. */
  readonly lagMs?: number
}

export function scene({ limits, codecs = payloadCodecs(), lagMs = 0, ...options }: SceneOptions = {}): Scene {
  const link = new RecordingLink()
  const clock = manualClock({ startMs: 1000 })
  const late: Clock = { now: () => clock.now(), setTimer: (atMs, callback) => clock.setTimer(atMs + lagMs, callback) }
  const asked = requester({ link, clock: late, codecs, limits: { ...defaultLimits, ...limits }, ...options })
  return { requester: asked, link, clock, codecs }
}

export function reply(id: number, value: unknown): ReplyRecord {
  return { kind: 'reply', id, metadata: '', ...payloadCodecs().encode(value) }
}

export function interim(kind: InterimRecord['kind'], id: number, value: unknown): InterimRecord {
  return { kind, id, metadata: '', ...payloadCodecs().encode(value) }
}

export function failure(id: number, code: string): FailureRecord {
  return failureWith(id, code, { message: `it is ${code}` })
}

export function failureWith(id: number, code: string, detail: unknown): FailureRecord {
  return { kind: 'failure', id, code, metadata: '', ...payloadCodecs().encode(detail) }
}

/** Resolves with what the promise rejects with. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`it resolved with ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )
}
