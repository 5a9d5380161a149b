/** Lanes to launched threads: tasks in packets over a PUSH or a thread's port, and the bells that tell of them. */
import type { Worker } from 'node:worker_threads'
import { decodePacket, defaultLimits, type PortPacket, type TaskRecord } from '@errand/protocol'
import {
  endpointBook,
  type FlushSchedule,
  flushSchedule,
  memorySockets,
  ThreadControl,
  ThreadHandle,
} from '@errand/sockets'
import { describe, expect, it } from 'vitest'
import { portLane } from '../src/lanes/port-lane.js'
import { pushLane } from '../src/lanes/push-lane.js'
import { until } from './peer.js'

const limits = defaultLimits

function task(id: number, body: string | Uint8Array = '{}'): TaskRecord {
  const codec = typeof body === 'string' ? 'j' : 'b'
  return { kind: 'task', id, worker: 'w', target: 'w', deadlineMs: 1, attempt: 1, metadata: '', codec, body }
}

async function openPushLane() {
  const sockets = memorySockets()
  const handle = new ThreadHandle()
  const book = endpointBook({ transport: 'inproc' })
  const lane = await pushLane({ name: 'w', sockets, book, handle, limits, schedule: flushSchedule() })
  return { sockets, lane, bells: new ThreadControl(handle.memory) }
}

describe('a push lane', () => {
  it('sends the records of a turn in one packet, and rings for it once', async () => {
    const { sockets, lane, bells } = await openPushLane()
    const heard: Uint8Array[][] = []
    const pull = sockets.open('pull')
    pull.connect(lane.endpoints.work)
    pull.listen((frames) => heard.push(frames))
    const bytes = Buffer.alloc(10_000, 7)
    lane.port.send(task(1))
    lane.port.send(task(2, bytes))
    lane.port.send({ kind: 'cancel', id: 1 })
    await until(() => heard.length > 0)
    const { records } = decodePacket(heard[0] as Uint8Array[], limits)
    expect(records).toMatchObject([{ kind: 'task', id: 1 }, { kind: 'task', id: 2, body: bytes }, { kind: 'cancel' }])
    expect([heard.length, bells.rung('work'), bells.rung('stop')]).toEqual([1, 1, 0])
    lane.close()
    expect(sockets.openSockets).toBe(1)
    sockets.closeAll()
  })

  it('tells the worker to stop, and rings for that', async () => {
    const { sockets, lane, bells } = await openPushLane()
    expect([lane.stop(), bells.rung('stop')]).toEqual([false, 0])
    const stops: string[][] = []
    const pair = sockets.open('pair')
    pair.connect(lane.endpoints.stop)
    pair.listen((frames) => stops.push(frames.map(String)))
    expect([lane.stop(), bells.rung('stop')]).toEqual([true, 1])
    await until(() => stops.length > 0)
    expect(stops).toEqual([['']])
    lane.close()
    sockets.closeAll()
  })

  it('rings for nothing that was not sent', async () => {
    const { sockets, lane, bells } = await openPushLane()
    lane.port.send(task(1))
    lane.port.outbox.flush()
    expect(bells.rung('work')).toBe(0)
    lane.close()
    sockets.closeAll()
  })
})

describe('a port lane', () => {
  it('posts packets to the thread, and drops them where it is gone', () => {
    const posted: PortPacket[] = []
    const now: FlushSchedule = { add: (outbox) => outbox.flush(), hasten: () => undefined }
    let thread: Worker | undefined = { postMessage: (packet: PortPacket) => posted.push(packet) } as unknown as Worker
    const lane = portLane({ limits, schedule: now }, () => thread)
    lane.send(task(1))
    thread = undefined
    lane.send(task(2))
    expect(posted.flatMap(({ frames }) => decodePacket(frames, limits).records)).toMatchObject([
      { kind: 'task', id: 1 },
    ])
    expect(lane.outbox.isEmpty).toBe(true)
  })
})
