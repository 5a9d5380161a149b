/** Workers of errand that attach to a broker elsewhere. They are ready once one of them can be asked. */
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from '@errand/client'
import { attachWorker } from '@errand/worker'
import type { Setup } from '../scenarios/setup.js'
import { workerNames } from '../systems/targets.js'
import { nestedWorkOf } from './nested-work.js'

const { endpoint, setup } = JSON.parse(process.argv[2] ?? '') as { readonly endpoint: string; readonly setup: Setup }
const lookMs = 10

const work = nestedWorkOf(setup)
const names = workerNames(setup.workers)
for (const name of names)
  attachWorker({
    endpoint,
    name,
    handler: (body, { worker, request }) => work(worker, body, request),
    concurrency: 100,
  })

const client = connect({ endpoint })
for (const name of names) while (!(await isServed(name))) await delay(lookMs)
await client.close()
process.send?.('ready')

async function isServed(name: string): Promise<boolean> {
  try {
    return (await client.find(name)).length > 0
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'unknown-target') throw error
    return false
  }
}
