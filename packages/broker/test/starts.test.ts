/** Starts of threads: each is ready, or fails with the reason and the error that kept it from it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BrokerError } from '../src/broker-error.js'
import { Starts } from '../src/launch/starts.js'

describe('the start of a thread', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is over when the thread is ready', async () => {
    const starts = new Starts()
    const started = starts.wait('worker.1', 1000)
    starts.ready('worker.1')
    await expect(started).resolves.toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has failed when it takes too long, and says what may be missing', async () => {
    const starts = new Starts()
    const started = starts.wait('worker.1', 1000)
    vi.advanceTimersByTime(1000)
    await expect(started).rejects.toMatchObject({
      code: 'worker-start-failed',
      message:
        'worker.1 did not start: it was not ready within 1000 ms; does its module call runWorker or runLoop? Many threads need a longer startTimeoutMs',
    })
  })

  it('has failed when the thread ends before, with its error as the cause', async () => {
    const starts = new Starts()
    const started = starts.wait('worker.1', 1000)
    const cause = new SyntaxError('unexpected token')
    starts.ended('worker.1', 'its thread ended by an error: unexpected token', cause)
    const error: unknown = await started.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BrokerError)
    expect(error).toMatchObject({
      message: 'worker.1 did not start: its thread ended by an error: unexpected token',
      cause,
    })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has failed when the thread ends without an error, which is a module that serves nothing', async () => {
    const starts = new Starts()
    const started = starts.wait('worker.1', 1000)
    starts.ended('worker.1', 'its thread ended with exit code 0', undefined)
    await expect(started).rejects.toThrow(
      'its thread ended with exit code 0 before it was ready; does its module call runWorker or runLoop?',
    )
  })

  it('is over once, and each for itself', async () => {
    const starts = new Starts()
    const [one, two] = [starts.wait('worker.1', 1000), starts.wait('worker.2', 1000)]
    starts.ready('worker.1')
    starts.failed('worker.1', 'too late', undefined)
    starts.ended('worker.1', 'it ended in order', undefined)
    starts.ready('worker.3')
    starts.failed('worker.2', 'its name is taken', undefined)
    await expect(one).resolves.toBeUndefined()
    await expect(two).rejects.toThrow('worker.2 did not start: its name is taken')
  })
})
