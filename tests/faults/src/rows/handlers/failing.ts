/** Handlers that throw, and that return what cannot travel. */
import { expectCode, expectMessage, expectReply } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import type { Scene } from '../../scene/scene.js'
import { besideLoad } from './beside-load.js'

interface Failing extends Pick<Row, 'name' | 'injects' | 'outcome'> {
  readonly acts: readonly Act['act'][]
  readonly code: string
  readonly says: string
}

const failures: readonly Failing[] = [
  {
    name: 'throws',
    injects: 'a handler throws',
    outcome: '`handler-failed` with the name and the message of the error; the worker goes on',
    acts: ['throws'],
    code: 'handler-failed',
    says: 'TypeError: thrown by a handler',
  },
  {
    name: 'rejects',
    injects: 'a handler rejects',
    outcome: '`handler-failed` with the name and the message of the error; the worker goes on',
    acts: ['rejects'],
    code: 'handler-failed',
    says: 'RangeError: rejected by a handler',
  },
  {
    name: 'throws-oddities',
    injects: 'handlers throw `null`, a Proxy that throws when it is looked at, an error that is its own cause',
    outcome: '`handler-failed`; the worker goes on',
    acts: ['throwsNull', 'throwsProxy', 'throwsCycle'],
    code: 'handler-failed',
    says: 'failed',
  },
  {
    name: 'result-not-encodable',
    injects: 'handlers return a BigInt, and an object that contains itself',
    outcome: '`bad-result`; the worker goes on',
    acts: ['returnsBigInt', 'returnsCycle'],
    code: 'bad-result',
    says: '',
  },
]

const roundsOfEach = 5

async function fail(scene: Scene, { acts, code, says }: Failing): Promise<string> {
  const asked = Array.from({ length: roundsOfEach }, () => acts.map((act) => ({ act }))).flat()
  const { client, endings, text } = await besideLoad(scene, { acts: asked })
  for (const ending of endings) {
    expectCode(ending, code)
    expectMessage(ending, says)
  }
  expectReply(await client.ask('victim', { act: 'echo' }))
  return text
}

export const failingRows: readonly Row[] = failures.map(({ name, injects, outcome, ...failing }) => ({
  name,
  injects,
  outcome,
  placements,
  isQuick: true,
  run: (scene) => fail(scene, { name, injects, outcome, ...failing }),
}))
