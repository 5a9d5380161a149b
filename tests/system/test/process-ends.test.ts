// However a process that uses errand ends, it ends as it was told to, and leaves nothing behind.
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { child } from './child.js'
import { topologies } from './topology.js'

const exitCodes = { exit: 7, uncaught: 1, close: 0, destroy: 0 }

/** At the first reply, and at some later ones, so that the end meets every stage of a round trip. */
const momentsOf: { readonly [ending in keyof typeof exitCodes]: readonly number[] } = {
  exit: [1, 40, 600],
  uncaught: [1, 300],
  close: [200],
  destroy: [100],
}

describe.each(topologies)('over $transport, broker in its $home, $lane lane', ({ transport, home, lane }) => {
  it.each(Object.keys(exitCodes) as (keyof typeof exitCodes)[])('a process that ends by %s', async (ending) => {
    for (const moment of momentsOf[ending]) {
      const started = child('ending.mjs', transport, home, lane, ending, String(moment))
      const { code, signal, stderr } = await started.ended
      expect({ code, signal, stderr: ending === 'uncaught' ? '' : stderr }).toEqual({
        code: exitCodes[ending],
        signal: null,
        stderr: '',
      })
      const left = readdirSync(tmpdir()).filter((entry) => entry.startsWith(`errand-${started.process.pid}-`))
      expect(left).toEqual([])
    }
  })
})
