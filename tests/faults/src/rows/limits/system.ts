/** Limits of the system: sockets, descriptors, paths, disks. */
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { type BrokerOptions, startBroker } from '@errand/broker'
import { expectAllReplied, expectReply, expectThat } from '../../expectations.js'
import type { OpenerEnd, OpenerInput } from '../../programs/opener.js'
import type { Row } from '../../row.js'
import type { Scene } from '../../scene/scene.js'

interface Fault {
  readonly code?: string
  readonly message: string
}

/** @returns the error of a start that fails */
async function failedStart(options: BrokerOptions): Promise<Fault> {
  try {
    const broker = await startBroker(options)
    await broker.close()
  } catch (error) {
    return error as Fault
  }
  throw new Error('it started')
}

function expectFault({ code, message }: Fault, expected: string): string {
  expectThat(code === expected, `it failed with ${code} (${message}), not with ${expected}`)
  return `${code}: ${message}`
}

/** A broker over ipc in a directory of the scene answers. */
async function serves(scene: Scene, directory: string): Promise<void> {
  const broker = await scene.broker({ transport: 'ipc', directory, ...scene.workers(['a']) })
  expectReply(await scene.client(broker).ask('a', { act: 'echo' }))
}

/** Opens clients until there is a limit, in a process of its own. */
async function openUntilLimit(scene: Scene, input: OpenerInput, under: readonly string[] = []): Promise<string> {
  const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['a']) })
  const load = scene.client(broker).load({ targets: ['a'], requests: 300, inFlight: 5 })
  const opener = scene.program('opener', { input: { ...input, endpoint: broker.endpoint }, under })
  const { opened, code, areServed } = await opener.heard<OpenerEnd>('limit')
  expectThat(code === 'socket-limit', `after ${opened} clients it failed with ${code}`)
  expectThat(areServed, 'the clients that were left open are not served')
  expectAllReplied(await load.ended)
  return `${opened} clients, then ${code}; half of them closed, the others are served`
}

export const systemRows: readonly Row[] = [
  {
    name: 'sockets-exhausted',
    injects: 'clients are opened until there are no more sockets (`maxSockets` is 64)',
    outcome: 'the next one fails with `socket-limit`; those that were opened are served',
    isQuick: true,
    run: (scene) => openUntilLimit(scene, { socketsMax: 64 }),
  },
  {
    name: 'descriptors-exhausted',
    injects: 'clients are opened in a process that may have 128 descriptors, until there are no more',
    outcome:
      'the next one fails with `socket-limit`; the others are served, as soon as there are descriptors for their connections',
    needs: [{ tool: 'prlimit' }],
    run: (scene) => openUntilLimit(scene, {}, ['prlimit', '--nofile=128', '--']),
  },
  {
    name: 'ipc-path-too-long',
    injects: 'an ipc directory with a path of more than 107 bytes',
    outcome: 'the start fails with `invalid-endpoint`, which tells the limit',
    async run(scene) {
      const directory = join(scene.folder, 'x'.repeat(100))
      return expectFault(await failedStart({ transport: 'ipc', directory }), 'invalid-endpoint')
    },
  },
  {
    name: 'ipc-in-use',
    injects: 'an ipc directory of a broker that lives',
    outcome: 'the start fails with `endpoint-in-use`, which tells whose it is; the other broker serves',
    async run(scene) {
      const directory = join(scene.folder, 'ipc')
      const broker = await scene.broker({ transport: 'ipc', directory, ...scene.workers(['a']) })
      const fault = expectFault(await failedStart({ transport: 'ipc', directory }), 'endpoint-in-use')
      expectReply(await scene.client(broker).ask('a', { act: 'echo' }))
      return fault
    },
  },
  {
    name: 'ipc-stale',
    injects: 'an ipc directory that a killed broker left, with its files and its lock',
    outcome: 'the next broker takes it over, and serves',
    isQuick: true,
    async run(scene) {
      const directory = join(scene.folder, 'ipc')
      const left = scene.program('broker', { input: { transport: 'ipc', directory }, isVictim: true })
      await left.heard('started')
      await left.kill()
      await serves(scene, directory)
      return 'taken over'
    },
  },
  {
    name: 'ipc-stolen',
    injects: 'a path of the broker is that of a program that listens there, and then of a file with content',
    outcome: 'the start fails with `endpoint-in-use`; neither is touched',
    isQuick: true,
    async run(scene) {
      const directory = join(scene.folder, 'ipc')
      mkdirSync(directory)
      const listener = createServer().listen(join(directory, 'broker.ipc'))
      await once(listener, 'listening')
      expectFault(await failedStart({ transport: 'ipc', directory }), 'endpoint-in-use')
      listener.close()
      await once(listener, 'close')
      writeFileSync(join(directory, 'results.ipc'), 'precious')
      return expectFault(await failedStart({ transport: 'ipc', directory }), 'endpoint-in-use')
    },
  },
  {
    name: 'ipc-wrong-mode',
    injects: 'a umask of 0, and an ipc directory that everybody may enter',
    outcome: 'the sockets are for this user alone all the same',
    async run(scene) {
      const directory = join(scene.folder, 'ipc')
      const umask = process.umask(0)
      scene.onEnd(() => process.umask(umask))
      mkdirSync(directory)
      chmodSync(directory, 0o777)
      await serves(scene, directory)
      const mode = statSync(join(directory, 'broker.ipc')).mode & 0o777
      expectThat(mode === 0o600, `the mode of the socket is ${mode.toString(8)}`)
      return 'mode 0600'
    },
  },
  {
    name: 'disk-full',
    injects: 'the ipc directory is on a disk without room for another file (tmpfs)',
    outcome: 'the start fails with the reason, and leaves nothing; with room it serves',
    needs: ['linux', 'root', { tool: 'mount' }],
    async run(scene) {
      const disk = join(scene.folder, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,nr_inodes=16', 'tmpfs', disk])
      scene.onEnd(() => execFileSync('umount', ['--lazy', disk]))
      const directory = join(disk, 'ipc')
      mkdirSync(directory)
      const fillers = fill(disk)
      const fault = expectFault(await failedStart({ transport: 'ipc', directory }), 'invalid-endpoint')
      for (const filler of fillers) execFileSync('rm', [filler])
      await serves(scene, directory)
      return `${fault}; then served`
    },
  },
]

/** @returns the files that were made until no more could be */
function fill(disk: string): readonly string[] {
  const fillers: string[] = []
  for (;;) {
    const filler = join(disk, `filler.${fillers.length}`)
    try {
      symlinkSync('nowhere', filler)
    } catch {
      return fillers
    }
    fillers.push(filler)
  }
}
