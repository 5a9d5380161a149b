/** Processes that were launched, as the front sees them: they are expected, in a group of their own, and not stopped with strangers. */
import { payloadCodecs, type ReadyRecord, type WireRecord } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { AttachedWorkers } from '../src/attached-workers.js'
import { BrokerCore } from '../src/core/broker-core.js'
import { memoryQueue, standardQueueLimits } from '../src/core/queue/task-queue.js'
import type { WorkerEvent } from '../src/worker-events.js'

const [peer, group] = ['a#epoch', 'worker a']

function ready(name = 'a'): ReadyRecord {
  const body = JSON.stringify({ workers: [{ name, services: [], concurrency: 1 }] })
  return { kind: 'ready', slots: 1, metadata: '', codec: 'j', body }
}

function scene() {
  const sent: string[] = []
  const events: WorkerEvent[] = []
  const done: string[] = []
  const core = new BrokerCore({
    clients: { send: (client, outcome) => sent.push(`${client} ${outcome.kind}`) },
    queue: memoryQueue(standardQueueLimits),
    firstLease: 1,
  })
  const attached = new AttachedWorkers({
    core,
    codecs: payloadCodecs(),
    send: (to, record) => sent.push(`${to} ${record.kind}`),
    report: (event) => events.push(event),
  })
  core.workersExpected(group, ['a'])
  attached.expect(peer, {
    group,
    port: { heartbeat: ({ memoryBytes }) => done.push(`heartbeat ${memoryBytes}`) },
    given: () => done.push('given'),
    announced: (fault) => done.push(`announced: ${fault ?? 'well'}`),
    left: () => done.push('left'),
  })
  const receive = (record: WireRecord, from: string = peer): boolean => attached.receive(from, record, 0)
  const ask = (): void => {
    const asked = { deadlineMs: 1000, attempts: 1, metadata: '', codec: 'j', body: '1' }
    core.request('client', { kind: 'request', id: 1, target: 'a', ...asked }, 0)
  }
  return { core, attached, sent, events, done, receive, ask }
}

describe('a process that is expected', () => {
  it('is given what waited for it, and its supervisor hears of all that it says', () => {
    const { done, sent, events, receive, ask } = scene()
    ask()
    receive(ready())
    receive({ kind: 'heartbeat', lagMs: 0, memoryBytes: 9, lastTask: 1, metadata: '', codec: 'j', body: '[1]' })
    expect(done).toEqual(['given', 'announced: well', 'heartbeat 9'])
    expect([sent, events]).toEqual([[`${peer} task`], []])
  })

  it('keeps its lane when its connection ends, until it is forgotten', () => {
    const { core, attached, done, sent, receive, ask } = scene()
    receive(ready())
    ask()
    attached.gone(peer, 0)
    receive({ kind: 'stopped' })
    expect([done.slice(2), core.leased]).toEqual([['left', 'left'], 1])
    attached.forget(peer, 'it was killed', 0)
    expect([sent.at(-1), core.leased, attached.laneOf(peer)]).toEqual(['client failure', 0, undefined])
    attached.gone(peer, 0)
    expect(done.slice(4)).toEqual([])
  })

  it('is told what its supervisor says, as soon as it is there', () => {
    const { attached, sent, receive } = scene()
    expect(attached.say(peer, { kind: 'stop', graceMs: 5 })).toBe(false)
    receive(ready())
    expect(attached.say(peer, { kind: 'stop', graceMs: 5 })).toBe(true)
    expect(sent).toEqual([`${peer} stop`])
  })

  it('that announces what cannot be is refused, and so is its start', () => {
    const { done, sent, receive, core } = scene()
    core.workersExpected('worker b', ['b'])
    receive(ready('b'))
    receive({ ...ready(), body: '{' })
    expect(done).toEqual([
      'announced: a worker of the name b is there already',
      expect.stringMatching(/^announced: its announcement cannot be read/),
    ])
    expect(sent).toEqual([`${peer} failure`, `${peer} failure`])
  })

  it('is not stopped with those that started by themselves', async () => {
    const { attached, sent, receive } = scene()
    receive(ready())
    await attached.stop(1000)
    expect(sent).toEqual([])
  })

  it('has a name that no stranger can take, whatever that calls itself', () => {
    const { sent, receive } = scene()
    for (const stranger of [group, `attached ${group}`, 'a']) receive(ready(), stranger)
    expect(sent).toEqual([`${group} failure`, `attached ${group} failure`, 'a failure'])
  })
})

describe('a stranger', () => {
  it('is told of when it comes and when it goes', () => {
    const { attached, events, receive } = scene()
    receive(ready('b'), 'b#1')
    receive(ready('c'), 'c#1')
    receive({ kind: 'stopped' }, 'b#1')
    attached.gone('c#1', 0)
    attached.gone('c#1', 0)
    const placement = 'attached'
    expect(events).toEqual([
      { kind: 'started', worker: 'b', placement, starts: 1 },
      { kind: 'started', worker: 'c', placement, starts: 1 },
      { kind: 'ended', worker: 'b', placement, reason: { kind: 'stopped' } },
      { kind: 'ended', worker: 'c', placement, reason: { kind: 'lost' } },
    ])
  })
})
