/** Main programs that end in the middle of their work, with all the threads and sockets that they have. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expectThat } from '../../expectations.js'
import type { MainInput } from '../../programs/main-ends.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import type { ProgramEnd } from '../../scene/program.js'
import type { Scene } from '../../scene/scene.js'

const targets = ['a', 'b', 'c']

/** Most moments are early ones, when threads are still young. */
const repliesMax = 300

interface Ending {
  readonly ending: MainInput['ending']
  readonly isAsItMust: (end: ProgramEnd) => boolean
}

/** Ends it some times, over a transport and with the broker in a place that the seed picks. */
async function endAll(scene: Scene, ending: Ending): Promise<string> {
  const times = scene.times(3)
  for (let number = 1; number <= times; number++) await endOnce(scene, ending, scene.outsider(`main${number}`))
  return `${times} times as it must`
}

async function endOnce(scene: Scene, { ending, isAsItMust }: Ending, name: string): Promise<void> {
  const { random } = scene
  const transport = random.pick(['inproc', 'ipc', 'tcp'] as const)
  const home = random.pick(['calling thread', 'own thread'] as const)
  const replies = random.integer(1, repliesMax)
  const options = { transport, stopGraceMs: 50, ...scene.workers(targets) }
  const input: MainInput = { options, home, targets, ending, replies, name }
  const main = scene.program('main-ends', { input, isVictim: ending === 'is killed' })
  if (ending === 'is killed') {
    await main.heard('at its end')
    main.signal('SIGKILL')
  }
  const end = await main.ended
  const how = `over ${transport}, broker in its ${home}, after ${replies} replies`
  expectThat(isAsItMust(end), `${how}: it ended with ${end.signal ?? end.code}: ${end.err}`)
  if (ending !== 'is killed') expectNothingLeft(main.pid)
}

function expectNothingLeft(pid: number): void {
  const left = readdirSync(tmpdir()).filter((entry) => entry.startsWith(`errand-${pid}-`))
  expectThat(left.length === 0, `it left ${left.join(', ')}`)
}

export const mainRows: readonly Row[] = [
  {
    name: 'main-exits',
    injects: 'the main program calls `process.exit(7)` in the middle of its work, with a broker, workers and clients',
    outcome: 'it ends with exit code 7, says nothing, and leaves no file behind',
    placements,
    timeLimitMs: 120_000,
    run: (scene) => endAll(scene, { ending: 'exits', isAsItMust: ({ code, err }) => code === 7 && err === '' }),
  },
  {
    name: 'main-throws',
    injects: 'an uncaught error in the main program, in the middle of its work',
    outcome: 'it ends with exit code 1 and the error, and leaves no file behind',
    placements,
    timeLimitMs: 120_000,
    run: (scene) =>
      endAll(scene, {
        ending: 'throws',
        isAsItMust: ({ code, err }) => code === 1 && err.includes('an uncaught error in main'),
      }),
  },
  {
    name: 'main-killed',
    injects: 'SIGKILL for the main program in the middle of its work',
    outcome: 'it is gone with all its threads; what it left is taken over by the next (see ipc-stale)',
    placements,
    timeLimitMs: 120_000,
    run: (scene) => endAll(scene, { ending: 'is killed', isAsItMust: ({ signal }) => signal === 'SIGKILL' }),
  },
]
