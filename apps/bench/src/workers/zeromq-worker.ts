/** A dedicated worker on zeromq.js: takes from its PULL, answers on its DEALER. */
import { parentPort, workerData } from 'node:worker_threads'
import { Dealer, Pull } from 'zeromq'

const { endpoint } = workerData as { readonly endpoint: string }

const pull = new Pull({ receiveHighWaterMark: 0 })
const dealer = new Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0 })
pull.connect(endpoint)
dealer.connect('inproc://results')
parentPort?.postMessage('ready')
for await (const frames of pull) await dealer.send(frames)
