/** A broker in a process of its own, which is there to be killed, stopped, or to end in the middle of its work. */
import { type BrokerOptions, startBroker } from '@errand/broker'
import { readInput, listenNoMore, tell, whenTold } from './starter.js'

const broker = await startBroker(readInput() as BrokerOptions)

whenTold('stats', () => void broker.stats().then((stats) => tell('stats', stats)))
whenTold('close', () => void broker.close().then(listenNoMore))
await tell('started', broker.endpoints)
