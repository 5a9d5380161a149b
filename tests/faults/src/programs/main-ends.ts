/** A main program with a broker, workers and a client, which ends in the middle of its work in the way that it is told. */
import { type BrokerOptions, startBroker, startBrokerThread } from '@errand/broker'
import { connect } from '@errand/client'
import { readInput, tell } from './starter.js'

export interface MainInput {
  readonly options: BrokerOptions
  readonly home: 'calling thread' | 'own thread'
  readonly targets: readonly string[]
  readonly ending: 'exits' | 'throws' | 'is killed'
  /** So many replies are there before it ends. */
  readonly replies: number
  /** First part of its requests' keys. */
  readonly name: string
}

const { options, home, targets, ending, replies, name } = readInput() as MainInput
const inFlight = 50
const endings: { readonly [way in MainInput['ending']]: () => void } = {
  exits: () => process.exit(7),
  throws: () =>
    setImmediate(() => {
      throw new Error('an uncaught error in main')
    }),
  // Its row does so.
  'is killed': () => void tell('at its end'),
}

const broker = await (home === 'own thread' ? startBrokerThread : startBroker)(options)
const client = connect({ endpoint: broker.endpoint })
let asked = 0
let answered = 0

async function askOnAndOn(): Promise<void> {
  for (;;) {
    const key = `${name}.${++asked}`
    await client
      .request(targets[asked % targets.length] ?? '', { act: 'echo', key, value: asked })
      .catch(() => undefined)
    if (++answered === replies) endings[ending]()
  }
}

for (let line = 0; line < inFlight; line++) void askOnAndOn()
