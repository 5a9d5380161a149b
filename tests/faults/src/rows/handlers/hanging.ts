/** Handlers that do not return: some wait for ever, some keep their thread busy, some are where nothing can end them. */
import { expectCode, expectReply } from '../../expectations.js'
import type { Act } from '../../programs/act.js'
import type { Row } from '../../row.js'
import { placements } from '../../scene/placements.js'
import type { Scene } from '../../scene/scene.js'
import { besideLoad } from './beside-load.js'

const deadlineMs = 300

/** Asks a victim for what never ends, and for something behind it. */
async function hang(scene: Scene, act: Act['act']): Promise<string> {
  const { endings, text } = await besideLoad(scene, { acts: [{ act }, { act: 'echo' }], deadlineMs })
  for (const ending of endings) expectCode(ending, 'deadline')
  return text
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
    outcome: 'its request ends with `deadline`, and its signal is aborted',
    placements,
    isQuick: true,
    run: (scene) => hang(scene, 'neverSettles'),
  },
  {
    name: 'endless-loop',
    injects: 'a handler runs in an endless loop',
    outcome: 'its request, and what waits behind it, end with `deadline`',
    isQuick: true,
    run: (scene) => hang(scene, 'spins'),
  },
  {
    name: 'endless-regex',
    injects: 'a handler evaluates a regular expression that takes longer than the universe has been there',
    outcome: 'as for an endless loop',
    run: (scene) => hang(scene, 'spinsInRegex'),
  },
  {
    name: 'endless-microtasks',
    injects: 'a handler awaits what is there already, for ever',
    outcome: 'as for an endless loop',
    run: (scene) => hang(scene, 'spinsInMicrotasks'),
  },
  {
    name: 'native-code',
    injects: 'a handler is in native code (`pbkdf2Sync`) for seconds',
    outcome:
      'its request ends with `deadline`; closing the broker leaves the thread to itself, with a warning, and the process ends when that code returns',
    run: (scene) => hang(scene, 'staysInNativeCode'),
  },
]
