import { attachWorker } from '@errand/worker'

const worker = attachWorker({
  endpoint: process.env.ERRAND_FRONT ?? 'tcp://127.0.0.1:5555', // the broker's, as clients use it
  name: 'worker.9',
  handler: ({ messageNo }, { attempt }) => ({ messageNo, attempt }),
  services: {
    greet: async (name, { request }) => ({ name, greeting: await request('words', 'hello') }), // asks another worker
  },
})

await worker.stopped // by worker.close(), or because the broker closes
