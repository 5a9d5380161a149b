/** Ten thousand workers on two loops: each is reached, in order, within the credit of the loops. */
import { expect, it, vi } from 'vitest'
import { CoreScene } from './core-scene.js'

// A loaded machine takes its time.
vi.setConfig({ testTimeout: 60_000 })

const count = 10_000
const workers = Array.from({ length: count }, (_, at) => `worker.${at + 1}`)

it('reaches each of ten thousand workers on two loops, several times, in order', () => {
  const scene = new CoreScene()
  const lanes = ['loop.1', 'loop.2'].map((id) => scene.lane(id, { group: 'pool', workers, slots: 2048 }))
  for (let round = 0; round < 3; round++) for (const worker of workers) scene.request(worker)
  expect(scene.core).toMatchObject({ open: 3 * count, leased: 4096, queued: 3 * count - 4096 })
  scene.assertNoFaults()

  // Loops answer in turns, so that credit comes back on both.
  while (scene.core.leased > 0) for (const lane of lanes) if (lane.held.length > 0) lane.reply()
  scene.assertNoFaults()
  expect(scene.core.counters).toMatchObject({ accepted: 3 * count, replied: 3 * count, strayResults: 0 })

  const tasks = lanes.flatMap((lane) => lane.tasks).toSorted((a, b) => a.id - b.id)
  const bodies = new Map<string, number[]>(workers.map((worker) => [worker, []]))
  for (const { worker, body } of tasks) bodies.get(worker)?.push(Number(body))
  expect([...bodies.values()]).toEqual(workers.map((_, at) => [at + 1, count + at + 1, 2 * count + at + 1]))
})

it('spreads the requests to a service over all of its ten thousand members', () => {
  const scene = new CoreScene()
  const lanes = ['loop.1', 'loop.2'].map((id) =>
    scene.lane(id, { group: 'pool', workers, services: ['any'], slots: count }),
  )
  scene.requests(count, 'any')
  expect(new Set(lanes.flatMap(({ tasks }) => tasks).map(({ worker }) => worker)).size).toBe(count)
  expect(lanes.map(({ tasks }) => tasks.length)).toEqual([count / 2, count / 2])
  scene.assertNoFaults()
})

it('ends what ten thousand workers had when one of their loops is lost', () => {
  const scene = new CoreScene()
  const lanes = ['loop.1', 'loop.2'].map((id) => scene.lane(id, { group: 'pool', workers, slots: 1000 }))
  for (const worker of workers) scene.request(worker, { attempts: 2 })
  lanes[0]?.lose()
  scene.assertNoFaults()
  lanes[1]?.replyAll()
  expect(scene.core.counters).toMatchObject({ replied: count, failed: {} })
  scene.assertNoFaults()
})
