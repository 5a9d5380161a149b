/** The order of a client's requests to a worker that runs one at a time, also where several loops could run it. */
import { describe, expect, it } from 'vitest'
import { CoreScene, type FakeLane } from './core-scene.js'

/** Two loops that lead to the same workers. */
function twoLoops(scene: CoreScene, slots: number, workers: readonly string[] = ['worker.1']): [FakeLane, FakeLane] {
  const [one, two] = ['loop.1', 'loop.2'].map((id) => scene.lane(id, { group: 'pool', workers, slots }))
  return [one as FakeLane, two as FakeLane]
}

describe('requests to a worker that runs one at a time', () => {
  it('keep their order when their loop is lost, also where a handler on it had asked others', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 10)
    scene.lane('other')
    scene.requests(3, 'worker.1')
    scene.request('other', { client: 'loop.1', parent: one.held[0] })
    one.lose('it fell over', 0)
    expect(two.bodies).toEqual([1, 2, 3])
    scene.assertNoFaults()
  })

  it('are given to it in the order in which they came, those that waited too', () => {
    const scene = new CoreScene()
    const lane = scene.lane('worker.1', { slots: 2 })
    scene.requests(10, 'worker.1')
    lane.replyAll()
    expect(lane.bodies).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('follow each other to the loop where the earlier ones are', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 10, ['worker.1', 'worker.2'])
    scene.requests(3, 'worker.1')
    scene.requests(3, 'worker.2')
    expect([one.bodies, two.bodies]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
    scene.assertNoFaults()
  })

  it('wait for that loop while it has no room, though another has', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 2)
    scene.requests(4, 'worker.1')
    expect([one.bodies, two.bodies, scene.core.queued]).toEqual([[1, 2], [], 2])
    one.reply()
    expect([one.bodies, two.bodies]).toEqual([[1, 2, 3], []])
    scene.assertNoFaults()
  })

  it('may go to another loop as soon as all earlier ones were answered', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 2)
    scene.request('worker.1')
    one.reply()
    one.credit(0)
    scene.request('worker.1')
    expect(two.bodies).toEqual([2])
    scene.assertNoFaults()
  })

  it('go to another loop at once when the last was answered on one that grants nothing more', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 1)
    scene.requests(2, 'worker.1')
    one.credit(0)
    one.reply()
    expect(two.bodies).toEqual([2])
    scene.assertNoFaults()
  })

  it('go to another loop at once when the first has given its last slot to another worker', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 2, ['worker.1', 'worker.2'])
    two.credit(0)
    scene.request('worker.1')
    scene.request('worker.2')
    scene.request('worker.2')
    scene.request('worker.1')
    two.credit(2)
    one.reply()
    expect([one.bodies, two.bodies]).toEqual([[1, 2, 3], [4]])
    scene.assertNoFaults()
  })

  it('go to another loop when the first is lost, without waiting for anything else', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 1)
    scene.requests(3, 'worker.1')
    one.lose()
    expect(scene.words).toEqual(['1 worker-lost'])
    expect(two.bodies).toEqual([2])
    scene.assertNoFaults()
  })

  it('keep their order when their loop is lost and they may be tried again', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 3)
    scene.requests(5, 'worker.1', { attempts: 2 })
    one.lose()
    two.replyAll()
    expect(two.starts).toEqual(['1 2', '2 2', '3 2', '4 1', '5 1'])
    scene.assertNoFaults()
  })

  it('stay where one is that was taken back, until the worker has answered it', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 1)
    const first = scene.request('worker.1')
    scene.request('worker.1')
    scene.core.cancel('client', first, scene.now)
    expect(two.bodies).toEqual([])
    one.reply()
    expect([...one.bodies, ...two.bodies]).toEqual([1, 2])
    scene.assertNoFaults()
  })
})

describe('a loop that gets room', () => {
  it('takes all that it may, though what waits for another loop comes first', () => {
    const scene = new CoreScene()
    const [one, two] = twoLoops(scene, 1, ['worker.1', 'worker.2'])
    scene.request('worker.1')
    two.credit(0)
    scene.request('worker.1')
    scene.requests(3, 'worker.2')
    two.credit(10)
    expect(one.bodies).toEqual([1])
    expect(two.bodies).toEqual([3, 4, 5])
    scene.assertNoFaults()
  })

  it('takes a task for each worker in turn', () => {
    const scene = new CoreScene()
    const workers = ['worker.1', 'worker.2', 'worker.3']
    const lane = scene.lane('loop.1', { workers, slots: 0 })
    for (const worker of workers) scene.requests(2, worker)
    lane.credit(6)
    expect(lane.tasks.map(({ worker }) => worker)).toEqual([...workers, ...workers])
  })
})

describe('requests to a worker that runs several at a time', () => {
  it('are spread over the loops, the one with fewer tasks first', () => {
    const scene = new CoreScene()
    const lanes = ['loop.1', 'loop.2'].map((id) =>
      scene.lane(id, { group: 'pool', workers: ['worker.1'], concurrency: 4 }),
    )
    scene.requests(4, 'worker.1')
    expect(lanes.map(({ bodies }) => bodies)).toEqual([
      [1, 3],
      [2, 4],
    ])
    scene.assertNoFaults()
  })
})
