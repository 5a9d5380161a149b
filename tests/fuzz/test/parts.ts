/** Parts of packages that are not public and are fuzzed here, or serve for it: the only imports past a front door. */
// @boundaries-ignore records of every kind, as the protocol's own tests draw them
export { anyRecord } from '../../../packages/protocol/test/record-arbitraries.js'
// @boundaries-ignore what the table of kinds allows in a record
export { faultOfRecord } from '../../../packages/protocol/test/record-meaning.js'
// @boundaries-ignore the routing core of a broker
export { BrokerCore } from '../../../packages/broker/src/core/broker-core.js'
// @boundaries-ignore what always holds in it
export { faultsOf } from '../../../packages/broker/src/core/invariants.js'
// @boundaries-ignore where its tasks wait
export { memoryQueue, standardQueueLimits } from '../../../packages/broker/src/core/queue/task-queue.js'
// @boundaries-ignore a broker's front, on sockets in memory
export { Front } from '../../../packages/broker/src/front.js'
// @boundaries-ignore its workers of the JSON profile
export { JsonWorkers } from '../../../packages/broker/src/json/json-workers.js'
// @boundaries-ignore where launched workers answer
export { Results } from '../../../packages/broker/src/results.js'
// @boundaries-ignore what the front and the results count
export { newTrafficCounters } from '../../../packages/broker/src/traffic-counters.js'
// @boundaries-ignore what gives each task its one outcome
export { TaskRunner } from '../../../packages/worker/src/task-runner.js'
// @boundaries-ignore how many tasks a worker takes
export { fixedPrefetch } from '../../../packages/worker/src/core/prefetch.js'
// @boundaries-ignore what a worker's options stand for
export { resolveWorkerOptions } from '../../../packages/worker/src/worker-options.js'
