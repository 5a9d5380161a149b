/** Bytes on a TCP connection that no ZeroMQ would send. */
import { expectAllReplied, expectThat } from '../../expectations.js'
import type { Random } from '../../random.js'
import type { Row } from '../../row.js'
import type { AuditedClient } from '../../scene/audited-client.js'
import { frame, frameHeader, greeting, RawPeer, readyCommand } from '../../scene/raw-peer.js'
import type { Scene } from '../../scene/scene.js'
import { Stranger } from '../../scene/stranger.js'

const bodyBytesMax = 64 * 1024

async function served(scene: Scene): Promise<{ endpoint: string; client: AuditedClient }> {
  const broker = await scene.broker({ transport: 'tcp', limits: { bodyBytesMax }, ...scene.workers(['a']) })
  return { endpoint: broker.endpoint, client: scene.client(broker, { limits: { bodyBytesMax } }) }
}

const load = { targets: ['a'], requests: 300, inFlight: 10 } as const

/** Opens a connection as a DEALER does; resolves when the broker has agreed. */
async function introduced(endpoint: string): Promise<RawPeer> {
  const peer = await RawPeer.connect(endpoint)
  await peer.write(greeting(), readyCommand())
  await peer.answered()
  return peer
}

/** What is wrong with a connection, at one of its stages. */
const fuzzes: readonly ((random: Random) => readonly Uint8Array[])[] = [
  (random) => [random.bytes(random.integer(0, 200))],
  (random) => [greeting().subarray(0, random.integer(0, 63))],
  (random) => [spoiled(greeting(), random), readyCommand()],
  (random) => [greeting(), spoiled(readyCommand(), random)],
  (random) => [greeting(), readyCommand('x'.repeat(random.integer(0, 200))), random.bytes(random.integer(0, 200))],
  (random) => [greeting(), readyCommand(), frameHeader(random.integer(0, 2 ** 52), random.chance(0.5))],
  (random) => [greeting(), readyCommand(), frame(random.bytes(random.integer(0, 100)), random.chance(0.5))],
]

function spoiled(bytes: Buffer, random: Random): Buffer {
  for (let count = random.integer(1, 4); count > 0; count--)
    bytes[random.integer(0, bytes.length - 1)] = random.integer(1, 255)
  return bytes
}

async function fuzzOne(endpoint: string, random: Random): Promise<void> {
  const peer = await RawPeer.connect(endpoint)
  await peer.write(...random.pick(fuzzes)(random))
  // Some stay until the broker has had its say.
  if (random.chance(0.2)) await Promise.race([peer.answered(), peer.closed])
  peer.destroy()
}

const connectionsAtOnce = 50

export const rawTcpRows: readonly Row[] = [
  {
    name: 'huge-frame',
    injects: 'a frame of 16 MiB where bodies may have 64 KiB',
    outcome: 'the connection of whoever sends it ends before the frame is taken; others do not notice',
    isQuick: true,
    async run(scene) {
      const { endpoint, client } = await served(scene)
      const stranger = new Stranger(endpoint)
      scene.onEnd(() => stranger.close())
      stranger.say(Buffer.alloc(16 * 2 ** 20))
      const tally = await client.load(load).ended
      expectAllReplied(tally)
      return String(tally)
    },
  },
  {
    name: 'header-8-gb',
    injects: 'the header of a frame says 8 GiB',
    outcome: 'the broker ends the connection, and takes no memory for it',
    isQuick: true,
    async run(scene) {
      const { endpoint, client } = await served(scene)
      const peer = await introduced(endpoint)
      await peer.write(frameHeader(8 * 2 ** 30, false))
      await peer.closed
      const tally = await client.load(load).ended
      expectAllReplied(tally)
      return `connection ended; ${String(tally)}`
    },
  },
  {
    name: 'endless-multipart',
    injects: '64 MiB of frames of a message that never ends',
    outcome: 'what came is kept until the connection ends, and given back then; others do not notice',
    async run(scene) {
      const { endpoint, client } = await served(scene)
      const peer = await introduced(endpoint)
      const running = client.load(load)
      const part = frame(Buffer.alloc(60 * 1024), true)
      for (let sent = 0; sent < 64 * 2 ** 20; sent += part.length) await peer.write(part)
      peer.destroy()
      expectAllReplied(await running.ended)
      return String(running.tally)
    },
  },
  {
    name: 'zmtp-fuzz',
    injects: '12,000 connections with random, truncated and spoiled greetings, handshakes and frames',
    outcome: 'each costs its own connection and nothing else',
    timeLimitMs: 90_000,
    async run(scene) {
      const { endpoint, client } = await served(scene)
      const running = client.load({ ...load, requests: Infinity })
      let left = scene.times(12_000)
      const line = async (): Promise<void> => {
        while (left-- > 0) await fuzzOne(endpoint, scene.random)
      }
      await Promise.all(Array.from({ length: connectionsAtOnce }, line))
      expectAllReplied(await running.stop())
      expectThat(running.tally.replied > 0, 'nobody was served')
      return String(running.tally)
    },
  },
]
