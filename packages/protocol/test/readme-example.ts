import { decodePacket, defaultLimits, packetEncoder, payloadCodecs } from '@errand/protocol'

const codecs = payloadCodecs()
const encoder = packetEncoder(defaultLimits, 'any')
const head = { target: 'worker.3', deadlineMs: 30_000, attempts: 1, metadata: '' }
encoder.add({ kind: 'request', id: 17, ...head, ...codecs.encode({ messageNo: 7 }) })
encoder.add({ kind: 'cancel', id: 16 })
const frames = encoder.take() // one message, to be sent as it is
console.log(frames) // prints: [ 'E1q17,worker.3,30000,1,0,j15;{"messageNo":7}c16,0,-;' ]

const { records, violations } = decodePacket(frames, defaultLimits) // never throws, whatever the frames are
for (const record of records) {
  if (record.kind === 'request') console.log(record.target, codecs.decode(record)) // prints: worker.3 { messageNo: 7 }
}
console.log(violations) // prints: []
