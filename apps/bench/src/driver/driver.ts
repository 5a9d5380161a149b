/**
 * The process in which one system runs, with one set-up, over all rounds: CPU, memory and garbage are its own. The bench
 * tells it what to do by messages, one at a time, and gets an answer to each.
 */
import { inspect } from 'node:util'
import type { Sample } from '../figures/sample.js'
import type { Load, SliceTimes } from '../scenarios/load.js'
import type { Setup } from '../scenarios/setup.js'
import { systemCalled } from '../systems/all-systems.js'
import type { Running } from '../systems/system.js'
import { SlicePlayer } from './slice-player.js'

export type DriverCommand =
  | { readonly do: 'start'; readonly system: string; readonly setup: Setup }
  | { readonly do: 'slice'; readonly load: Load; readonly times: SliceTimes }
  | { readonly do: 'stop' }

export type DriverAnswer =
  | { readonly is: 'done'; readonly sample?: Sample }
  | { readonly is: 'failed'; readonly message: string }

let running: Running | undefined
let player: SlicePlayer | undefined

process.on('message', (command: DriverCommand) => {
  follow(command).then(answer, (error: unknown) =>
    answer({ is: 'failed', message: error instanceof Error ? error.message : inspect(error) }),
  )
})

// The bench is gone, however it ended: so is all that was started for it, which is in this process's group.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'))

async function follow(command: DriverCommand): Promise<DriverAnswer> {
  switch (command.do) {
    case 'start':
      running = await systemCalled(command.system).start(command.setup)
      player = new SlicePlayer(running, command.setup.depth)
      return { is: 'done' }
    case 'slice':
      if (player === undefined) throw new Error('nothing was started')
      return { is: 'done', sample: await player.play(command.load, command.times) }
    case 'stop':
      await running?.stop()
      return { is: 'done' }
  }
}

function answer(message: DriverAnswer): void {
  process.send?.(message)
}
