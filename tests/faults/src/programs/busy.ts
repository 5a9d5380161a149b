/** A neighbour that takes all the time it can get. */
import { readInput, tell } from './starter.js'

readInput()
await tell('busy')
setImmediate(function work() {
  const until = performance.now() + 50
  while (performance.now() < until);
  // Between two of these, it can hear that its row is over.
  setImmediate(work)
})
