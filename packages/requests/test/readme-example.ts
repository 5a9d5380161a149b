import { defaultLimits, payloadCodecs } from '@errand/protocol'
import { RequestError, requester, type RequestLink } from '@errand/requests'
import { manualClock } from '@errand/timing'

// Where records go: a socket, in a program. Here worker.3 answers with what it was asked, and nobody else does.
const link: RequestLink = {
  open(request) {
    const isAnswered = request.kind === 'request' && request.target === 'worker.3'
    if (isAnswered) queueMicrotask(() => asked.settle({ ...request, kind: 'reply' }))
    return undefined
  },
  cancel: () => undefined,
}
const clock = manualClock() // systemClock, in a program
const asked = requester({ link, clock, codecs: payloadCodecs(), limits: defaultLimits })

console.log(await asked.request('worker.3', { messageNo: 7 })) // prints: { messageNo: 7 }

const silent = asked.request('worker.4', { messageNo: 8 }, { deadlineMs: 2_000 })
clock.advance(2_000)
await silent.catch((error: unknown) => {
  if (error instanceof RequestError) console.log(error.code, error.mayHaveRun) // prints: deadline true
})
