/** What a module is told that was not launched, or for something else. */
import { defaultLimits, launchKey, launchVariable } from '@errand/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

beforeEach(() => {
  // Read once for each process.
  vi.resetModules()
})

afterEach(() => {
  vi.unstubAllEnvs()
})

const handler = (): number => 1
const descriptor = { name: 'worker.1', epoch: 'k3v9', limits: defaultLimits, heartbeatIntervalMs: 0 }

const ofModule = () => import('@errand/worker')

describe('a module that no broker started', () => {
  it('cannot serve, and is told so', async () => {
    const { runLoop, runWorker } = await ofModule()
    for (const run of [runWorker, runLoop]) {
      expect(() => run(handler)).toThrow(
        expect.objectContaining({
          code: 'invalid-descriptor',
          message: expect.stringMatching(/not started by a broker/),
        }),
      )
    }
  })

  it('has no data', async () => {
    expect((await ofModule()).launchData()).toBeUndefined()
  })

  it('is told of an option first', async () => {
    const { runWorker } = await ofModule()
    expect(() => runWorker({ handler, concurrency: 0 })).toThrow(/concurrency is 0/)
  })
})

describe('a module in a process that a broker started', () => {
  it('cannot be another kind of worker', async () => {
    vi.stubEnv(launchVariable, JSON.stringify({ [launchKey]: { kind: 'process', ...descriptor } }))
    const { runLoop } = await ofModule()
    expect(() => runLoop(handler)).toThrow(
      /a process, whose module calls serve or runWorker; it was asked to be a loop/,
    )
  })

  it('has its data before it serves, as often as it asks, and nobody else has', async () => {
    vi.stubEnv(launchVariable, JSON.stringify({ [launchKey]: { kind: 'process', ...descriptor }, data: { n: 1 } }))
    const { launchData } = await ofModule()
    expect([launchData(), launchData()]).toEqual([{ n: 1 }, { n: 1 }])
    expect(process.env[launchVariable]).toBeUndefined()
  })

  it('is told where the environment has something else', async () => {
    vi.stubEnv(launchVariable, '{')
    const { launchData } = await ofModule()
    expect(launchData).toThrow(
      expect.objectContaining({
        code: 'invalid-descriptor',
        message: expect.stringMatching(/^ERRAND_LAUNCH is not JSON/),
      }),
    )
  })
})
