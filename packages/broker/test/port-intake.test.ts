/** What threads say by their ports, and how what they asked for goes back. */
import {
  decodePacket,
  defaultLimits,
  packetEncoder,
  payloadCodecs,
  type PortPacket,
  type WireRecord,
} from '@errand/protocol'
import { flushSchedule, memorySockets, packetOutbox } from '@errand/sockets'
import { manualClock } from '@errand/timing'
import { describe, expect, it } from 'vitest'
import { BrokerCore } from '../src/core/broker-core.js'
import { memoryQueue, standardQueueLimits } from '../src/core/queue/task-queue.js'
import { portIntake } from '../src/lanes/port-intake.js'
import { OutcomeRouter } from '../src/outcome-router.js'
import { Results } from '../src/results.js'
import { newTrafficCounters } from '../src/traffic-counters.js'

const limits = defaultLimits
const peer = 'w#1'
const asked = { deadlineMs: 1000, attempts: 1, metadata: '', codec: 'j', body: '1' }

function packet(...records: WireRecord[]): PortPacket {
  const encoder = packetEncoder(limits, 'any')
  for (const record of records) encoder.add(record)
  return { frames: encoder.take() }
}

function scene({ asksByPort = true } = {}) {
  const clock = manualClock()
  const traffic = newTrafficCounters()
  const atFront: string[] = []
  const outcomes = new OutcomeRouter({ send: (client, { kind }) => atFront.push(`${client} ${kind}`) })
  const core = new BrokerCore({
    clients: { send: (client, outcome, worker) => outcomes.send(client, outcome, worker) },
    queue: memoryQueue(standardQueueLimits),
    firstLease: 1000,
  })
  let changes = 0
  const common = { core, clock, traffic, limits, changed: () => void changes++ }
  const results = new Results({ ...common, codecs: payloadCodecs(), sockets: memorySockets() })
  const [tasks, posted]: [WireRecord[], WireRecord[]] = [[], []]
  const outbox = packetOutbox({
    limits,
    forms: 'any',
    schedule: flushSchedule(),
    send(frames) {
      posted.push(...decodePacket(frames, limits).records)
      return true
    },
  })
  const lane = core.laneOpened(peer, 'worker w', { send: (record) => tasks.push(record) })
  const announced: (string | undefined)[] = []
  results.expect(peer, { lane, announced: (fault) => announced.push(fault) })
  if (asksByPort) outcomes.open(peer, outbox)
  const take = portIntake(peer, { ...common, results, outcomes })
  const ready = { kind: 'ready', slots: 2, metadata: '', codec: 'j' } as const
  take(packet({ ...ready, body: JSON.stringify({ workers: [{ name: 'w', services: [], concurrency: 1 }] }) }))
  const answered = (): WireRecord[] => {
    outbox.flush()
    return posted
  }
  return { core, clock, traffic, atFront, outcomes, tasks, take, answered, announced, lane, changes: () => changes }
}

describe('a thread without sockets', () => {
  it('announces itself, answers, and tells of itself by its port', () => {
    const { core, clock, tasks, take, atFront, announced, lane, changes } = scene()
    expect(announced).toEqual([undefined])
    core.request('client', { kind: 'request', id: 1, target: 'w', ...asked }, clock.now())
    expect(tasks).toMatchObject([{ kind: 'task', id: 1000, worker: 'w' }])
    take(packet({ kind: 'reply', id: 1000, metadata: '', codec: 'j', body: '2' }))
    expect(atFront).toEqual(['client reply'])
    const heartbeat = { kind: 'heartbeat', lagMs: 3, memoryBytes: 9, lastTask: 1000 } as const
    take(packet({ ...heartbeat, metadata: '', codec: 'j', body: '[]' }))
    expect(lane.health).toMatchObject({ lagMs: 3, memoryBytes: 9 })
    expect(changes()).toBe(3)
  })

  it('asks by its port, and is answered there', () => {
    const { tasks, take, answered, atFront } = scene()
    take(packet({ kind: 'request', id: 7, target: 'w', ...asked }, { kind: 'request', id: 8, target: 'w', ...asked }))
    expect(tasks).toHaveLength(2)
    take(packet({ kind: 'reply', id: 1000, metadata: '', codec: 'j', body: '"done"' }, { kind: 'cancel', id: 8 }))
    expect(answered()).toMatchObject([
      { kind: 'reply', id: 7, body: '"done"' },
      { kind: 'failure', id: 8, code: 'cancelled' },
    ])
    expect(atFront).toEqual([])
  })

  it('is told of a request that cannot be read', () => {
    const { take, answered, traffic } = scene()
    take({ frames: ['E1q9,not a name,1000,1,0,-;'] })
    expect(answered()).toMatchObject([{ kind: 'failure', id: 9, code: 'bad-request' }])
    expect(traffic.violations).toBe(1)
  })

  it('is answered no longer at its port when it has ended', () => {
    const { clock, core, outcomes, take, answered, atFront } = scene()
    take(packet({ kind: 'request', id: 7, target: 'w', ...asked }))
    outcomes.close(peer)
    core.clientGone(peer, clock.now())
    take(packet({ kind: 'reply', id: 1000, metadata: '', codec: 'j', body: '1' }))
    expect([answered(), atFront]).toEqual([[], []])
  })
})

describe('any thread', () => {
  it.each([undefined, null, 'text', 7, {}, { frames: 'text' }, { frames: [7] }])(
    'whose code posts %j has done nothing that counts',
    (message) => {
      const { take, traffic, core } = scene()
      take(message)
      expect([traffic.violations, core.counters.accepted]).toEqual([1, 0])
    },
  )

  it('that has sockets cannot ask by its port', () => {
    const { take, traffic, tasks, atFront } = scene({ asksByPort: false })
    take(packet({ kind: 'request', id: 7, target: 'w', ...asked }, { kind: 'cancel', id: 7 }))
    take({ frames: ['E1q9,not a name,1000,1,0,-;'] })
    expect([traffic.violations, tasks, atFront]).toEqual([3, [], []])
  })
})
