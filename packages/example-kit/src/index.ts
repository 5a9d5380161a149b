/**
 * @errand/example-kit: what the examples share, so that their own files show nothing but their topology.
 *
 * ```ts
 * await runExample(example, async ({ flags, askWorkers }) => {
 *   // start a broker with workers, and connect
 *   await askWorkers(workers, (worker, message) => client.request(worker, message))
 *   // close, and stop the broker
 * })
 * ```
 */
export type { Send } from './ask-workers.js'
export { integerFlag } from './flags/flag-table.js'
export type { FlagTable, FlagValues, IntegerFlag } from './flags/flag-table.js'
export type { Message, NestedMessage, Reply } from './messages.js'
export { runExample } from './run-example.js'
export type { Example, Run } from './run-example.js'
export { workerNames } from './worker-names.js'
