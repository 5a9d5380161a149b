/** Options of every kind for every function that takes some: it works, or an error with a code names what is wrong. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { fuzz, share } from './engine/campaign.js'
import { brokers } from './options/brokers.js'
import { callers } from './options/callers.js'
import { anyOddOptions, checkOptions } from './options/surface.js'
import { timing } from './options/timing.js'

const home = process.cwd()
let place = home

// A directory of an odd name is made where the process is.
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'errand-fuzz-'))
  process.chdir(place)
})

afterAll(() => {
  process.chdir(home)
  rmSync(place, { recursive: true, force: true })
})

fuzz({
  name: 'options of callers and workers',
  runs: share(0.03),
  inputs: anyOddOptions(callers),
  check: (odd) => checkOptions(callers, odd),
})

fuzz({
  name: 'options of time',
  runs: share(0.01),
  inputs: anyOddOptions(timing),
  check: (odd) => checkOptions(timing, odd),
})

fuzz({
  name: 'options of brokers',
  runs: share(0.003),
  inputs: anyOddOptions(brokers),
  check: (odd) => checkOptions(brokers, odd),
})
