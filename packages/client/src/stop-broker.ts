/** Stops a broker by the PAIR that every broker binds for it, from whatever process. */
import { assertOption, assertOptions, RequestError } from '@errand/requests'
import { type SocketFactory, zeromqSockets } from '@errand/sockets'
import { timerMsMax } from '@errand/timing'
import { assertEndpoint, assertSockets } from './options.js'

export interface StopBrokerOptions {
  /**
   * Milliseconds within which the broker must have answered that it has stopped. Above 0, at most 2,147,483,647.
   * @default 15000, more than a broker takes by its own defaults
   */
  readonly timeoutMs?: number
  /** Another set of sockets, the in-memory ones for example. @default ZeroMQ's */
  readonly sockets?: SocketFactory
}

const standardTimeoutMs = 15_000

/**
 * Resolves when the broker has ended all requests, stopped all workers and joined their threads.
 *
 * @param stopper the broker's `endpoints.stopper`
 * @throws OptionError, SocketsError where an option or the endpoint is not allowed
 * @throws RequestError `deadline` where no answer came: nobody is there, or somebody else is stopping the broker
 */
export async function stopBroker(stopper: string, options: StopBrokerOptions = {}): Promise<void> {
  assertOptions(options)
  const { timeoutMs = standardTimeoutMs, sockets = zeromqSockets() } = options
  assertEndpoint('stopper', stopper)
  const isAllowed = typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= timerMsMax
  assertOption(isAllowed, 'timeoutMs', timeoutMs, `a number above 0, at most ${timerMsMax}`)
  assertSockets(sockets)
  const pair = sockets.open('pair', { lingerMs: 0 })
  let timer: NodeJS.Timeout | undefined
  try {
    pair.connect(stopper)
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new RequestError('deadline', `no answer to the stop from ${stopper} within ${timeoutMs} ms`, {
              target: 'broker',
            }),
          ),
        timeoutMs,
      )
      pair.listen(() => resolve())
      pair.send([''])
    })
  } finally {
    clearTimeout(timer)
    pair.close()
  }
}
