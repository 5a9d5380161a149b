/** A worker whose handler takes a moment for each task; asked to, it goes into a loop that never ends. */
import { setTimeout as delay } from 'node:timers/promises'
import { runWorker } from '@errand/worker'

export type Task = 'work' | 'hang'

/** What a call to another service takes, so that the machine itself is not what limits the workers. */
const workMs = 2

runWorker({
  async handler(task: Task) {
    if (task === 'hang') for (;;);
    await delay(workMs)
  },
  concurrency: 10,
})
