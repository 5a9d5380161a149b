/**
 * What handlers say before they answer: the chunks of a stream, as many as their reader takes, and how far they are. It
 * goes through to whoever asked, and nothing of it is kept here.
 */
import type { InterimRecord, PullRecord } from '@errand/protocol'
import type { OpenRequests } from '../clients/open-requests.js'
import type { Counters } from '../counters.js'
import type { Leases } from '../leases/leases.js'
import type { ClientPort } from '../state/ports.js'
import type { LaneState, Task } from '../state/state.js'
import type { Settlement } from './settlement.js'

export interface StreamsOptions {
  readonly port: ClientPort
  readonly open: OpenRequests
  readonly leases: Leases
  readonly settlement: Settlement
  readonly counters: Counters
}

export class Streams {
  readonly #options: StreamsOptions

  constructor(options: StreamsOptions) {
    this.#options = options
  }

  said(lane: LaneState, record: InterimRecord, now: number): void {
    const { leases, counters } = this.#options
    const task = leases.find(record.id, lane)
    if (!task) counters.strayResults++
    else if (task.state === 'ended') counters.lateResults++
    else if (record.kind === 'chunk') this.#chunk(task, record, now)
    else if (task.rules?.wantsProgress) this.#tell(task, record)
  }

  /** The reader takes more. What its worker has not been told yet, it is told with the task. */
  pulled(client: string, { id, chunks }: PullRecord): void {
    const task = this.#options.open.find(client, id)
    if (!task?.rules || task.rules.window === 0) return
    task.rules.granted += chunks
    if (task.state === 'leased') task.lane?.port.send({ kind: 'pull', id: task.lease, chunks })
  }

  #chunk(task: Task, record: InterimRecord, now: number): void {
    const { rules, worker } = task
    if (!rules || rules.granted <= 0) {
      const message = `${worker?.name} sends chunks that nobody asked for`
      return this.#options.settlement.abandon(task, 'bad-result', message, now)
    }
    rules.granted--
    rules.hasBegun = true
    this.#tell(task, record)
  }

  #tell({ client, id, worker }: Task, record: InterimRecord): void {
    if (client.awayUntil === undefined) this.#options.port.send(client.id, { ...record, id }, worker?.name)
  }
}
