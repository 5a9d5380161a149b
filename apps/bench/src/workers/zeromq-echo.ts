/** A ROUTER that sends each message back. */
import { parentPort } from 'node:worker_threads'
import { Router } from 'zeromq'

const router = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0 })
await router.bind('inproc://front')
parentPort?.postMessage('ready')
for await (const frames of router) await router.send(frames)
