/** A reader that is slower than the handler: what is on its way stays as small as the window, wherever the handler runs. */
import { expect, describe, it } from 'vitest'
import { type PoolPlacement, defineContract, start, stream, task } from '@errand/pool'

const firehose = defineContract('firehose', {
  pour: stream<{ bytes: number }, Uint8Array>(),
  poured: task<void, number>(),
})
const module = new URL('fixtures/firehose-worker.mjs', import.meta.url)
const placements: readonly PoolPlacement[] = ['inline', 'threads', 'compute', 'loops', 'processes']

const chunkBytes = 65_536
const window = 16
/** What is granted anew when half of the window was read. */
const half = window / 2

/** Each is an event that the worker handles: it would go on streaming meanwhile, if it could. */
const roundTrips = 50

describe.each(placements)('with the placement %s', (placement) => {
  it('holds the handler to what was granted, while the reader pauses', async () => {
    await using pool = await start({ contract: firehose, module, placement, workers: 1, loops: 1 })
    const { pour, poured } = pool.client
    const chunks = pour.stream({ bytes: chunkBytes }, { window, deadlineMs: 600_000 })

    /** It has made as many chunks, and one more, which waits for its reader. */
    async function expectBlockedBehind(granted: number): Promise<void> {
      let made = await poured()
      while (made <= granted) made = await poured()
      for (let trip = 0; trip < roundTrips; trip++) made = await poured()
      expect(made).toBe(granted + 1)
    }

    await expectBlockedBehind(window)
    for (let read = 1; read <= 3 * half; read++) {
      expect((await chunks.next()).value).toHaveLength(chunkBytes)
      if (read % half === 0) await expectBlockedBehind(window + read)
    }
    chunks.cancel()
  })
})
