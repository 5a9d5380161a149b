/**
 * The broker among strangers, on sockets in memory: whatever they say to its front, to its results and to the sockets of
 * its workers, nothing is thrown, its indexes agree, who asks is answered once, and all that was taken in ends.
 */
import { expect, it } from 'vitest'
import { BrokerScene } from './broker/scene.js'
import { anySteps, stepsOfCase } from './broker/steps.js'
import { Strangers } from './broker/strangers.js'
import { fuzz, share } from './engine/campaign.js'
import { cases } from './engine/settings.js'

/** Longer than any deadline, which is 2^53 - 1 at most. */
const lastDeadlineMs = 2 ** 54

/** Counters and failure codes that a run this long meets for sure. */
const situations = [
  'accepted',
  'bad-request',
  'cancelled',
  'deadline',
  'lateResults',
  'overloaded',
  'refused',
  'replied',
  'strayResults',
  'unknown-target',
  'unknownKinds',
  'violations',
  'worker-lost',
]
const seen = new Set<string>()

fuzz({
  name: 'the broker among strangers',
  runs: share(0.2 / stepsOfCase),
  inputs: anySteps,
  async check(steps) {
    const scene = new BrokerScene()
    await scene.open()
    const strangers = new Strangers(scene)
    for (const step of steps) await strangers.take(step)
    scene.assertSound()
    await scene.assertServes()
    await scene.wait(lastDeadlineMs)
    strangers.assertAnswered()
    strangers.assertNoTaskStolen()
    await strangers.leaveAll()
    await scene.wait(lastDeadlineMs)
    scene.assertSound()
    if (scene.core.open > 0) throw new Error(`${scene.core.open} requests have not ended`)
    await scene.assertServes()
    for (const situation of scene.situations()) seen.add(situation)
    scene.close()
  },
})

it.runIf(cases >= 10_000)('is met in every situation', () => {
  const missed = situations.filter((situation) => !seen.has(situation))
  expect(missed).toEqual([])
})
