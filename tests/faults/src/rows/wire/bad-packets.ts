/** Messages that are none, or nearly: the front and the results get them by the thousand, while clients are served. */
import { expectAllReplied, expectThat } from '../../expectations.js'
import type { Row } from '../../row.js'
import { anyPacket, type Mutation, mutations } from '../../scene/mutation.js'
import type { Scene } from '../../scene/scene.js'
import { Stranger } from '../../scene/stranger.js'

const messagesOfEach = 2000

async function spoil(scene: Scene, mutate: Mutation): Promise<string> {
  const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
  const load = scene.client(broker).load({ targets: ['a'], requests: 300, inFlight: 10 })
  const strangers = [broker.endpoint, broker.endpoints.results].map((endpoint) => new Stranger(endpoint))
  for (const stranger of strangers) scene.onEnd(() => stranger.close())
  for (let count = 0; count < messagesOfEach; count++)
    for (const stranger of strangers) stranger.say(mutate(anyPacket(scene.random), scene.random))
  await strangers[0]?.isHeard()
  expectAllReplied(await load.ended)
  const { violations } = await broker.stats()
  expectThat(violations > messagesOfEach / 2, `only ${violations} violations were counted`)
  return `${String(load.tally)}; ${violations} violations`
}

interface Spoiled extends Pick<Row, 'name' | 'injects'> {
  readonly mutate: Mutation
}

const spoiled: readonly Spoiled[] = [
  { name: 'garbage', injects: 'messages of random bytes', mutate: mutations.garbage },
  { name: 'truncated', injects: 'packets that end too early', mutate: mutations.truncated },
  { name: 'wrong-lengths', injects: 'packets in which a length or another number is wrong', mutate: mutations.lengths },
  { name: 'wrong-kinds', injects: 'packets with kinds that are not known, or not allowed', mutate: mutations.kinds },
  { name: 'wrong-versions', injects: 'packets of other versions of the protocol', mutate: mutations.versions },
]

export const badPacketRows: readonly Row[] = spoiled.map(({ name, injects, mutate }) => ({
  name,
  injects: `${messagesOfEach * 2} ${injects}`,
  outcome: 'each is answered or counted, and changes nothing; clients are served',
  isQuick: true,
  run: (scene) => spoil(scene, mutate),
}))
