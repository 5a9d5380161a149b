/** The two examples, ended at random moments: while they load, while their threads start, at work, while they close. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expectThat } from '../../expectations.js'
import { endingVariable, type OwnEnding } from '../../programs/ends-itself.js'
import type { Row } from '../../row.js'
import { programUrl } from '../../scene/placements.js'
import type { Scene } from '../../scene/scene.js'

type Ending = OwnEnding | 'is interrupted'

const examples = ['example-1', 'example-2'] as const

/** Longer than it takes them until they are at work. */
const momentMsMax = 600

interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What a shell shows: an interruption is 130, also where it comes before the program could listen to it. */
const isAsItMust: { readonly [ending in Ending]: (end: End) => boolean } = {
  exits: ({ code }) => code === 7,
  throws: ({ code }) => code === 1,
  'is interrupted': ({ code, signal }) => code === 130 || signal === 'SIGINT',
}

async function endOnce(example: string, ending: Ending, momentMs: number): Promise<void> {
  const main = fileURLToPath(new URL(`../../../../../apps/${example}/dist/main.js`, import.meta.url))
  const args = ['--messages', '100000000', '--in-flight', '20', '--quiet']
  const child = spawn(process.execPath, ['--import', programUrl('ends-itself').href, main, ...args], {
    env: { ...process.env, [endingVariable]: ending === 'is interrupted' ? '' : `${ending}:${momentMs}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said = text(child.stderr)
  const timer = setTimeout(() => void (ending === 'is interrupted' && child.kill('SIGINT')), momentMs)
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  const how = `${example} ${ending} after ${momentMs} ms`
  expectThat(isAsItMust[ending]({ code, signal }), `${how}: it ended with ${signal ?? code}: ${await said}`)
}

async function endAll(scene: Scene): Promise<string> {
  const times = scene.times(8)
  for (const example of examples) {
    for (const ending of Object.keys(isAsItMust) as Ending[]) {
      for (let left = times; left > 0; left--) await endOnce(example, ending, scene.random.integer(0, momentMsMax))
    }
  }
  return `each example ${times} times in each way, as it must`
}

export const exampleEndRows: readonly Row[] = [
  {
    name: 'example-ends',
    injects: 'Ctrl-C, `process.exit(7)` and an uncaught error at random moments of example-1 and example-2',
    outcome: 'exit codes 130, 7 and 1; never 134 or 139',
    timeLimitMs: 900_000,
    run: endAll,
  },
]
