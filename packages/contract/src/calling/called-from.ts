/**
 * Errors are made where an answer comes in, which is in no function of whoever asked. An async function that awaits the answer
 * knows, when it goes on, who awaits it: that costs nothing until something fails.
 */
import { RequestError } from '@errand/requests'

/**
 * Gives an error the stack of those who await the async function in which this is called. What a handler threw, with its own
 * stack, stays its `cause`.
 */
export function calledFrom(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error
  const here: { stack?: string } = {}
  Error.captureStackTrace(here, calledFrom)
  // Behind the line that names the error, and the function that awaited.
  const frames = here.stack?.split('\n').slice(2) ?? []
  if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n')
  return error
}
