/** Handlers that do not return: some wait for ever, some keep their thread busy, some are where nothing can end them. */
import { expectCode, expectReply, expectThat } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import type { Scene } from '../../scene/scene.js'
import { besideLoad } from './beside-load.js'

/** Asks a victim for what never ends, and then for something behind it, which has time. */
async function hang(scene: Scene, act: Act['act'], reason: string | undefined): Promise<string> {
  const { broker, client, endings, text } = await besideLoad(scene, { acts: [{ act }], deadlineMs: 300 })
  for (const ending of endings) expectCode(ending, 'deadline')
  // A process shares no memory with its broker: what it held may have run.
  const attempts = scene.placement === 'process' ? 2 : 1
  expectReply(await client.ask('victim', { act: 'echo' }, { attempts }))
  const { workers } = await broker.stats()
  const end = workers.find(({ name }) => name === 'victim')?.lastEnd?.kind
  expectThat(end === reason, `the victim's last end is ${end}, not ${reason}`)
  return `${text}; what was behind it replied`
}

export const hangingRows: readonly Row[] = [
  {
    name: 'run-timeout',
    injects: 'a handler runs longer than `runTimeoutMs`, and heeds its signal',
    outcome: 'its request ends with `run-timeout`, long before its deadline; the worker goes on',
    placements,
    isQuick: true,
    async run(scene) {
      const { client, endings, text } = await besideLoad(scene, { acts: [{ act: 'waits' }], runTimeoutMs: 200 })
      for (const ending of endings) expectCode(ending, 'run-timeout')
      expectReply(await client.ask('victim', { act: 'echo' }))
      return text
    },
  },
  {
    name: 'never-settles',
    injects: 'a handler returns a promise that never settles',
    outcome: 'its request ends with `deadline`, its signal is aborted; what waited behind goes on',
    placements,
    // A loop has other work, so the slot is given up and not the thread.
    run: (scene) => hang(scene, 'neverSettles', scene.placement === 'pool' ? undefined : 'hung'),
  },
  {
    name: 'endless-loop',
    injects: 'a handler runs in an endless loop',
    outcome:
      'its request ends with `deadline`; its thread or process is ended and started again, and what waited behind goes on; what a process held, as far as it may be started twice',
    placements,
    isQuick: true,
    run: (scene) => hang(scene, 'spins', 'hung'),
  },
  {
    name: 'endless-regex',
    injects: 'a handler evaluates a regular expression that takes longer than the universe has been there',
    outcome: 'as for an endless loop',
    placements,
    run: (scene) => hang(scene, 'spinsInRegex', 'hung'),
  },
  {
    name: 'endless-microtasks',
    injects: 'a handler awaits what is there already, for ever',
    outcome: 'as for an endless loop',
    placements,
    run: (scene) => hang(scene, 'spinsInMicrotasks', 'hung'),
  },
  {
    name: 'native-code',
    injects: 'a handler is in native code (`pbkdf2Sync`) for seconds',
    outcome:
      'as for an endless loop; a thread is left to itself, with a warning, until that code returns, and another takes its place',
    placements,
    run: (scene) => hang(scene, 'staysInNativeCode', 'hung'),
  },
]
