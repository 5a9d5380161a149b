/** Workers on NATS: a connection and a subject each. */
import { connect } from '@nats-io/transport-node'
import type { Setup } from '../scenarios/setup.js'
import { workerNames } from '../systems/targets.js'
import { nestedWorkOf } from './nested-work.js'

const { port, setup } = JSON.parse(process.argv[2] ?? '') as { readonly port: number; readonly setup: Setup }

const work = nestedWorkOf(setup)
const timeout = 120_000
/** Bodies of the bench are bytes that begin with a small number, or JSON objects. */
const openingBrace = 0x7b

type Answer = Uint8Array | object

await Promise.all(workerNames(setup.workers).map(serve))
process.send?.('ready')

async function serve(name: string): Promise<void> {
  const connection = await connect({ servers: `127.0.0.1:${port}` })
  connection.subscribe(name, {
    callback: (error, message) => {
      if (error !== null) throw error
      const isText = message.data[0] === openingBrace
      const body = isText ? message.json<object>() : message.data
      const answered = work(name, body, async (target, next) => {
        await connection.request(target, encoded(next), { timeout })
      })
      // What is there already is not waited for.
      if (answered instanceof Promise) void answered.then((answer: Answer) => message.respond(encoded(answer)))
      else message.respond(encoded(answered as Answer))
    },
  })
  await connection.flush()
}

function encoded(body: Answer): Uint8Array | string {
  return body instanceof Uint8Array ? body : JSON.stringify(body)
}
