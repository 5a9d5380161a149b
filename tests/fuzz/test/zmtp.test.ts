/**
 * Raw connections to the sockets of brokers over tcp and ipc: whatever comes instead of ZeroMQ's protocol, the brokers go
 * on serving, and the descriptors are given back.
 */
import { once } from 'node:events'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuzz } from './engine/campaign.js'
import { connections } from './engine/settings.js'
import { bytesOf } from './frames.js'
import { openDescriptors, ServedBroker } from './sockets/served-broker.js'
import { anyConnection, chunksOf, type Connection } from './sockets/zmtp.js'

/** Connections at a time. */
const crowd = 20

let brokers: ServedBroker[] = []
let doors: NetConnectOpts[] = []
let made = 0
let baseLine: number | undefined

async function start(): Promise<void> {
  brokers = await Promise.all([ServedBroker.start({ transport: 'tcp' }), ServedBroker.start({ transport: 'ipc' })])
  doors = brokers.flatMap(({ broker }) => Object.values(broker.endpoints).map((endpoint) => doorOf(endpoint as string)))
  baseLine = openDescriptors()
}

async function close(): Promise<void> {
  await Promise.all(brokers.map((served) => served.close()))
}

beforeAll(start)
afterAll(close)

function doorOf(endpoint: string): NetConnectOpts {
  if (endpoint.startsWith('ipc://')) return { path: endpoint.slice('ipc://'.length) }
  const { hostname, port } = new URL(endpoint)
  return { host: hostname, port: Number(port) }
}

/** @returns the socket, where it is still to be closed */
async function make(connection: Connection): Promise<Socket> {
  const { target, end } = connection
  const socket = connect(doors[target % doors.length] as NetConnectOpts)
  // Whoever talks like this is hung up on.
  socket.on('error', () => undefined)
  socket.resume()
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined)
  for (const chunk of chunksOf(connection, ++made)) {
    if (!socket.destroyed) socket.write(bytesOf(chunk))
    await new Promise((turn) => setImmediate(turn))
  }
  if (end === 'ended') socket.end()
  else if (end === 'reset') reset(socket)
  return socket
}

/** Only tcp has a reset. */
function reset(socket: Socket): void {
  if (socket.remotePort === undefined) socket.destroy()
  else socket.resetAndDestroy()
}

/** A broker that has failed would fail for ever, and what it failed by could not be made smaller. */
async function checkAnew(crowdOfThem: readonly Connection[]): Promise<void> {
  try {
    await check(crowdOfThem)
  } catch (error) {
    await close()
    await start()
    throw error
  }
}

async function check(crowdOfThem: readonly Connection[]): Promise<void> {
  const sockets = await Promise.all(crowdOfThem.map(make))
  try {
    for (const served of brokers) await served.assertServes()
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  for (const served of brokers) await served.assertConserves()
}

fuzz({
  name: 'raw connections',
  runs: Math.ceil(connections / crowd),
  inputs: fc.array(anyConnection(6, [2, 5]), { minLength: 1, maxLength: 2 * crowd, size: 'max' }),
  check: checkAnew,
})

it.runIf(openDescriptors() !== undefined)('leaves no descriptor behind', async () => {
  while ((openDescriptors() as number) > (baseLine as number)) await new Promise((turn) => setImmediate(turn))
  expect(openDescriptors()).toBeLessThanOrEqual(baseLine as number)
})
