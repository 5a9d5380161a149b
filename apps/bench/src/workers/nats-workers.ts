/** Workers on NATS: a connection and a subject each. */
import { connect, type Msg } from '@nats-io/transport-node'
import type { Setup } from '../scenarios/setup.js'
import type { Body } from '../systems/system.js'
import { workerNames } from '../systems/targets.js'
import { nestedWorkOf } from './nested-work.js'

const { port, setup } = JSON.parse(process.argv[2] ?? '') as { readonly port: number; readonly setup: Setup }

const work = nestedWorkOf(setup)
const timeout = 120_000
/** Bodies of the bench are bytes that begin with a small number, or JSON objects. */
const openingBrace = 0x7b

await Promise.all(workerNames(setup.workers).map(serve))
process.send?.('ready')

async function serve(name: string): Promise<void> {
  const connection = await connect({ servers: `127.0.0.1:${port}` })
  const ask = async (target: string, body: Body): Promise<void> =>
    void (await connection.request(target, encoded(body), { timeout }))
  connection.subscribe(name, {
    callback: (error, message) => {
      if (error !== null) throw error
      const answer = work(name, bodyOf(message), ask)
      // What is there already is not waited for.
      if (answer instanceof Promise) void respondLater(message, answer as Promise<Body>)
      else message.respond(encoded(answer as Body))
    },
  })
  await connection.flush()
}

function bodyOf(message: Msg): Body {
  return message.data[0] === openingBrace ? message.json<object>() : message.data
}

async function respondLater(message: Msg, answer: Promise<Body>): Promise<void> {
  message.respond(encoded(await answer))
}

function encoded(body: Body): Uint8Array | string {
  return body instanceof Uint8Array ? body : JSON.stringify(body)
}
