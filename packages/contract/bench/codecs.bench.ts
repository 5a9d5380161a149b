/**
 * What it costs to write a body by each codec of a contract, and to read it again. One call of a benchmark is a hundred
 * bodies. What is measured is the build, as users have it.
 */
import { payloadCodecs } from '@errand/protocol'
import { bench, describe } from 'vitest'
import { type BodyCodec, contractService, defineContract, task, withStructured } from '@errand/contract'
import { itemOf, middle, small } from './bodies.js'

const bodiesPerCall = 100

const codecs = payloadCodecs(withStructured())
const at = new Date(0)
const sizes = {
  small: { plain: small, dated: { ...small, at }, bytes: new Uint8Array(100).fill(7) },
  middle: {
    plain: middle,
    dated: middle.map(({ id }) => ({ ...itemOf(id), at })),
    bytes: new Uint8Array(10_000).fill(7),
  },
}

interface Way {
  readonly name: string
  readonly codec: BodyCodec
  readonly value: unknown
}

/** By what a worker answers with. */
function encoding({ codec, value }: Way): () => ReturnType<typeof codecs.encode> {
  const contract = defineContract('bodies', { give: task() }, { codec })
  const { handle } = contractService(contract, { give: () => value })
  const context = { method: contract.methods.give, signal: new AbortController().signal, emit: async () => undefined }
  return () => codecs.encode(handle(undefined, context))
}

function often(act: () => unknown): () => void {
  return () => {
    for (let body = 0; body < bodiesPerCall; body++) act()
  }
}

for (const [size, { plain, dated, bytes }] of Object.entries(sizes)) {
  const ways: readonly Way[] = [
    { name: 'json', codec: 'json', value: plain },
    { name: 'msgpack', codec: 'msgpack', value: plain },
    { name: 'auto, plain data', codec: 'auto', value: plain },
    { name: 'auto, with dates', codec: 'auto', value: dated },
    { name: 'auto, raw bytes', codec: 'auto', value: bytes },
  ]
  describe(`write ${bodiesPerCall} ${size} bodies`, () => {
    for (const way of ways) bench(way.name, often(encoding(way)))
  })
  describe(`read ${bodiesPerCall} ${size} bodies`, () => {
    for (const way of ways) {
      const payload = encoding(way)()
      bench(
        way.name,
        often(() => codecs.decode(payload)),
      )
    }
  })
}
