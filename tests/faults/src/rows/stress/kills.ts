/** Workers that are lost one after the other, in every way in which a handler can lose them. */
import type { Ending } from '../../audit/client-log.js'
import { expectAllReplied, expectOnly, expectReply, expectThat } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Random } from '../../random.js'
import type { Row } from '../../row.js'
import type { AuditedClient } from '../../scene/audited-client.js'
import { placements } from '../../scene/placements.js'
import type { Scene } from '../../scene/scene.js'
import { Tally } from '../../scene/tally.js'

const names = ['w1', 'w2', 'w3', 'w4']
const services = ['any']

const quickWays: readonly Act['act'][] = ['exits', 'crashes']

const waysIn: readonly Act['act'][] = [...quickWays, ...quickWays, 'spins']

/** For the slow way, hanging. The others have time to wait for a start. */
const spinMs = 300

/** Whoever is not to be harmed may meet many victims. */
const attempts = 50

/** What the memory of a process that does not leak may sway by. */
const swayMiBMax = 96

/** Short work, so that the load leaves the machine some time. */
function work(random: Random): Act {
  return { act: 'sleeps', ms: random.integer(1, 5) }
}

async function killOnAndOn(scene: Scene): Promise<string> {
  const broker = await scene.broker(scene.workers(names, { services }))
  const client = scene.client(broker)
  const load = client.load({ targets: services, requests: Infinity, inFlight: 10, attempts, act: work })
  const times = scene.times(25)
  const victims = new Tally()
  let early = 0
  for (let kill = 1; kill <= times; kill++) {
    await load.further(scene.random.integer(1, 10))
    victims.add(await killOne(scene, client))
    if (kill === Math.ceil(times / 5)) early = memoryMiB()
  }
  expectOnly(victims, ['worker-lost', 'deadline'])
  expectAllReplied(await load.stop())
  const late = memoryMiB()
  expectThat(late - early < swayMiBMax, `memory grew from ${early} MiB to ${late} MiB`)
  return `${times} kills (${String(victims)}); ${String(load.tally)}; ${early} MiB, then ${late} MiB`
}

/** Resolves when the victim serves again. */
async function killOne(scene: Scene, client: AuditedClient): Promise<Ending> {
  const victim = scene.random.pick(names)
  const act = scene.random.pick(waysIn)
  const ending = await client.ask(victim, { act }, act === 'spins' ? { deadlineMs: spinMs } : {})
  expectReply(await client.ask(victim, { act: 'echo' }, { attempts }))
  return ending
}

function memoryMiB(): number {
  globalThis.gc?.()
  return Math.round(process.memoryUsage.rss() / 2 ** 20)
}

export const killRows: readonly Row[] = [
  {
    name: 'kills',
    injects: 'a worker exits, throws where nobody catches, or hangs, 25 times in each placement, under load',
    outcome: 'each is started again; every other request is answered; no growth of threads, descriptors, or memory',
    placements,
    timeLimitMs: 3_600_000,
    run: killOnAndOn,
  },
]
