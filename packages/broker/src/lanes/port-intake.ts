/** What threads say by their ports: answers and heartbeats, as others by the results socket, and requests of their handlers. */
import { decodePacket, type PortPacket, type ProtocolLimits, type Violation, type WireRecord } from '@errand/protocol'
import type { Clock } from '@errand/timing'
import type { BrokerCore } from '../core/broker-core.js'
import type { OutcomeRouter } from '../outcome-router.js'
import type { Results } from '../results.js'
import type { TrafficCounters } from '../traffic-counters.js'

export interface PortIntakeOptions {
  readonly core: BrokerCore
  readonly clock: Clock
  readonly limits: ProtocolLimits
  readonly traffic: TrafficCounters
  readonly results: Results
  /** Only those whose outcomes go back by their port ask by it. */
  readonly outcomes: OutcomeRouter
  readonly changed: () => void
}

/** @returns takes what the thread of this peer posts */
export function portIntake(peer: string, options: PortIntakeOptions): (message: unknown) => void {
  const { core, clock, limits, traffic, results, outcomes, changed } = options

  /** @returns false where the record is none of a client */
  function ask(record: WireRecord): boolean {
    if (record.kind === 'request') core.request(peer, record, clock.now())
    else if (record.kind === 'cancel') core.cancel(peer, record.id, clock.now())
    else if (record.kind === 'pull') core.pulled(peer, record)
    else if (record.kind === 'find') core.find(peer, record)
    else return false
    return true
  }

  /** @returns false where it is none of a request */
  function refuse({ kind, id, code, message }: Violation): boolean {
    if (kind !== 'request' || id === undefined) return false
    traffic.violations++
    core.refuse(peer, id, code === 'too-large' ? 'too-large' : 'bad-request', message)
    return true
  }

  return (message) => {
    // The user's own code can post what it likes.
    if (!isPacket(message)) return void traffic.violations++
    const { records, violations } = decodePacket(message.frames, limits)
    const mayAsk = outcomes.isOpen(peer)
    // In their order: a task's requests come before its outcome.
    for (const record of records) if (!(mayAsk && ask(record))) results.deliver(peer, [record])
    results.deliver(
      peer,
      [],
      violations.filter((violation) => !(mayAsk && refuse(violation))),
    )
    changed()
  }
}

function isPacket(message: unknown): message is PortPacket {
  const frames = (message as Partial<PortPacket> | null | undefined)?.frames
  return Array.isArray(frames) && frames.every((frame) => typeof frame === 'string' || frame instanceof Uint8Array)
}
