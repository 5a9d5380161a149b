/**
 * The parts of the product that are simulated and that its packages do not show, as they were built. Everything else of it is
 * imported by the names of its packages; that too is what was built, so that a mutant can be made of any of it.
 */
// @boundaries-ignore what was built is simulated, also what no package shows
export { BrokerCore } from '../../broker/dist/core/broker-core.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export type { ClientPort, Heartbeat, LanePort, OverdueTask } from '../../broker/dist/core/state/ports.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { faultsOf } from '../../broker/dist/core/invariants.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export type { LaneState, Task } from '../../broker/dist/core/state/state.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { memoryQueue, type QueueLimits, type TaskQueue } from '../../broker/dist/core/queue/task-queue.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { Front } from '../../broker/dist/front.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { Results } from '../../broker/dist/results.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { newTrafficCounters } from '../../broker/dist/traffic-counters.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { prefetchOf } from '../../worker/dist/core/prefetch.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export type { Handler, TaskContext } from '../../worker/dist/handler.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { heartbeat } from '../../worker/dist/heartbeat.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { loopReplies } from '../../worker/dist/loop-replies.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { nestedRequests } from '../../worker/dist/nested-requests.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { announce } from '../../worker/dist/ready-record.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { TaskRunner } from '../../worker/dist/task-runner.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { resolveWorkerOptions } from '../../worker/dist/worker-options.js'
// @boundaries-ignore what was built is simulated, also what no package shows
export { readHeartbeat } from '../../broker/dist/heartbeat-reader.js'
