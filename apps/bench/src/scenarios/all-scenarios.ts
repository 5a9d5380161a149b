/** Every scenario of the bench. What one does not say is usual: 100 bytes as they are, two workers that do nothing. */
import type { BodySpec } from './load.js'
import type { Scenario } from './scenario.js'

const bytes100: BodySpec = { form: 'bytes', bytes: 100 }
const json100: BodySpec = { form: 'json', bytes: 100 }

const pools = ['piscina', 'piscina-tuned', 'poolifier', 'tinypool', 'workerpool']
const inC = ['c-inproc', 'c-ipc']

const inFlight: readonly Scenario[] = [
  {
    name: '1',
    quick: ['errand-inproc', 'python', 'zeromq-echo'],
  },
  { name: '10' },
  { name: '100', quick: ['errand-inproc', 'errand-tcp-process', ...pools, 'nats', 'bullmq', 'c-ipc'] },
  { name: '1000', quick: ['errand-inproc', 'errand-pool', ...inC] },
  { name: '10000' },
].map(({ name, ...rest }): Scenario => ({
  name,
  group: 'in flight',
  load: { kind: 'closed', body: bytes100, inFlight: Number(name) },
  ...rest,
}))

const bodies: readonly Scenario[] = [
  { name: '100-16B', body: { form: 'bytes', bytes: 16 }, inFlight: 100 },
  { name: '100-1KiB', body: { form: 'bytes', bytes: 1024 }, inFlight: 100 },
  { name: '100-64KiB', body: { form: 'bytes', bytes: 65_536 }, inFlight: 100 },
  {
    name: '10-1MiB',
    body: { form: 'bytes', bytes: 1_048_576 },
    inFlight: 10,
    quick: ['errand-inproc', 'zeromq-hops'],
  },
  {
    name: '100-json',
    body: json100,
    inFlight: 100,
    quick: ['errand-inproc', 'errand-typed', 'piscina', 'piscina-tuned', 'poolifier'],
    quickTimes: 4,
  },
  { name: '100-json-1KiB', body: { form: 'json', bytes: 1024 }, inFlight: 100 },
  { name: '100-json-64KiB', body: { form: 'json', bytes: 65_536 }, inFlight: 100 },
  { name: '10-json-1MiB', body: { form: 'json', bytes: 1_048_576 }, inFlight: 10 },
].map(({ name, body, inFlight: count, ...rest }) => ({
  name,
  group: 'in flight',
  load: { kind: 'closed', body: body as BodySpec, inFlight: count },
  ...rest,
}))

/**
 * Workers of their own, and names in a pool. The cost of a request is compared with that at two. Sixty-four threads take
 * longer to warm up than a quick run has.
 */
const workers: readonly Scenario[] = [1, 2, 4, 16, 64].map((count) => ({
  name: `1000-w${count}`,
  group: 'workers',
  setup: { workers: count },
  load: { kind: 'closed', body: bytes100, inFlight: 1000 },
  systems: ['errand-inproc', 'errand-thread', 'errand-ipc', ...pools, 'nats', ...inC],
}))

const names: readonly Scenario[] = [2, 10, 1000, 10_000].map((count) => ({
  name: `1000-names${count}`,
  group: 'workers',
  setup: { workers: count },
  load: { kind: 'closed', body: bytes100, inFlight: 1000 },
  systems: ['errand-pool'],
  ...([2, 10_000].includes(count) ? { quick: ['errand-pool'] } : {}),
}))

const dealers: readonly Scenario[] = (['burst', 'message'] as const).map((temporarySockets) => ({
  name: temporarySockets === 'burst' ? '100-leased' : '100-dealer-each',
  group: 'dealers',
  setup: { temporarySockets },
  load: { kind: 'closed', body: bytes100, inFlight: 100 },
  systems: ['errand-pool'],
  quick: ['errand-pool'],
}))

const nested: readonly Scenario[] = [1, 2, 4].map((depth) => ({
  name: `10-depth${depth}`,
  group: 'nested',
  setup: { depth },
  load: { kind: 'closed', body: bytes100, inFlight: 10 },
}))

const handlers: readonly Scenario[] = (['cpu', 'wait'] as const).map((handler) => ({
  name: handler === 'cpu' ? '100-cpu50us' : '100-wait5ms',
  group: `handler ${handler}`,
  setup: { handler },
  load: { kind: 'closed', body: bytes100, inFlight: 100 },
}))

const openLoop: readonly Scenario[] = [1000, 5000, 20_000, 50_000, 100_000].map((perSecond) => ({
  name: `open-${perSecond}`,
  group: 'open loop',
  load: { kind: 'open', body: bytes100, perSecond },
}))

const startUp: Scenario = { name: 'start-up', group: 'start-up', load: { kind: 'start-up', body: bytes100 } }

const backlog: Scenario = {
  name: 'backlog',
  group: 'backlog',
  setup: { handler: 'hold' },
  load: { kind: 'backlog', body: bytes100, requests: 50_000 },
}

const floods: readonly Scenario[] = [
  { name: 'flood-100000', group: 'flood', load: { kind: 'flood', body: bytes100, requests: 100_000 } },
  { name: 'flood-1000000', group: 'flood', load: { kind: 'flood', body: bytes100, requests: 1_000_000 } },
]

export const allScenarios: readonly Scenario[] = [
  ...inFlight,
  ...bodies,
  ...workers,
  ...names,
  ...dealers,
  ...nested,
  ...handlers,
  ...openLoop,
  startUp,
  backlog,
  ...floods,
]
