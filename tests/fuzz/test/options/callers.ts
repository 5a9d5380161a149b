/** The functions of whoever calls a broker or works for one, between sockets in memory. */
import { connect, stopBroker } from '@errand/client'
import { type IncomingFrame, packetEncoder, decodePacket, defaultLimits, payloadCodecs } from '@errand/protocol'
import { memorySockets, type SocketFactory } from '@errand/sockets'
import { attachWorker, runLoop, runWorker } from '@errand/worker'
import { optionNames } from './option-names.js'
import type { Surfaces } from './surface.js'

/** Ends of a request and of a stop that nobody answers: the option was taken, and had its way. */
const ends = ['deadline', 'cancelled', 'closed']

interface Echo {
  readonly sockets: SocketFactory
  readonly endpoint: string
  readonly stopper: string
}

/** A broker that answers every request with its own body, and every stop. */
async function echo(): Promise<Echo> {
  const sockets = memorySockets()
  const router = sockets.open('router')
  await router.bind('inproc://echo')
  router.listen(([peer, ...frames]) => router.send([peer as Uint8Array, ...answersTo(frames)]))
  const pair = sockets.open('pair')
  await pair.bind('inproc://stopper')
  pair.listen(() => void pair.send(['']))
  return { sockets, endpoint: 'inproc://echo', stopper: 'inproc://stopper' }
}

function answersTo(frames: readonly IncomingFrame[]): (string | Uint8Array)[] {
  const encoder = packetEncoder(defaultLimits, 'any')
  for (const record of decodePacket(frames, defaultLimits).records) {
    if (record.kind === 'request')
      encoder.add({ kind: 'reply', id: record.id, metadata: '', codec: record.codec, body: record.body })
  }
  return encoder.take()
}

const { sockets, endpoint, stopper } = await echo()
const handler = (): number => 1

/** @throws Error where sockets were left behind */
async function leavingNothing(work: () => unknown): Promise<void> {
  const before = sockets.openSockets
  const error = await failureOf(work)
  if (sockets.openSockets !== before) throw new Error(`${sockets.openSockets - before} sockets were left open`)
  if (error) throw error.thrown
}

async function failureOf(work: () => unknown): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    return { thrown }
  }
}

type Options<Fn extends (...given: never[]) => unknown> = Parameters<Fn>[0]

const workerOptions = optionNames('worker', 'WorkerOptions')

export const callers: Surfaces = {
  connect: {
    options: optionNames('client', 'ClientOptions'),
    good: () => ({ endpoint, sockets }),
    use: (options) => leavingNothing(async () => connect(options as Options<typeof connect>).close({ drainMs: 0 })),
  },
  'client.request': {
    options: [
      'target',
      'body',
      ...optionNames('requests', 'RequestOptions').map((name) => `options.${name}`),
      'options',
    ],
    good: () => ({ target: 'worker.1', body: { a: 1 }, options: { deadlineMs: 5000 } }),
    // Of a body that cannot be sent its codec tells.
    outcomes: [...ends, 'bad-request'],
    use: (given) => {
      const { target, body, options } = (given ?? {}) as { target: string; body: unknown; options: object }
      return leavingNothing(async () => {
        const client = connect({ endpoint, sockets })
        try {
          await client.request(target, body, options)
        } finally {
          client.destroy()
        }
      })
    },
  },
  'client.close': {
    options: ['drainMs'],
    good: () => ({ drainMs: 0 }),
    use: (options) =>
      leavingNothing(async () => {
        const client = connect({ endpoint, sockets })
        try {
          await client.close(options as { drainMs: number })
        } finally {
          client.destroy()
        }
      }),
  },
  stopBroker: {
    options: optionNames('client', 'StopBrokerOptions'),
    // Where the sockets are replaced, it looks among ZeroMQ's for a broker that is not there.
    good: () => ({ timeoutMs: 50, sockets }),
    isWhole: true,
    outcomes: ends,
    use: (options) => leavingNothing(async () => stopBroker(stopper, options as object)),
  },
  'stopBroker, where': {
    options: ['stopper'],
    good: () => ({ stopper }),
    outcomes: [...ends, 'invalid-endpoint'],
    use: (options) =>
      leavingNothing(async () =>
        stopBroker((options as { stopper: string } | null)?.stopper as string, { timeoutMs: 1, sockets }),
      ),
  },
  attachWorker: {
    options: optionNames('worker', 'AttachOptions'),
    good: () => ({ endpoint, name: 'worker.1', sockets, handler }),
    use: (options) =>
      leavingNothing(async () => attachWorker(options as Options<typeof attachWorker>).close({ graceMs: 0 })),
  },
  'attachedWorker.close': {
    options: ['graceMs'],
    good: () => ({ graceMs: 0 }),
    use: (options) =>
      leavingNothing(async () => {
        const worker = attachWorker({ endpoint, name: 'worker.1', sockets, handler })
        try {
          await worker.close(options as { graceMs: number })
        } finally {
          await worker.close()
        }
      }),
  },
  runWorker: {
    options: workerOptions,
    good: () => ({ handler }),
    // This thread is none that a broker started, which is looked at behind the options.
    outcomes: ['invalid-descriptor'],
    use: (options) => runWorker(options as Options<typeof runWorker>),
  },
  runLoop: {
    options: workerOptions,
    good: () => ({ handler }),
    outcomes: ['invalid-descriptor'],
    use: (options) => runLoop(options as Options<typeof runLoop>),
  },
  payloadCodecs: {
    options: ['codecs', 'codecs.0', 'codecs.0.letter', 'codecs.0.mediaType', 'codecs.0.accepts'],
    good: () => ({
      codecs: [{ letter: 'x', mediaType: 'x/y', accepts: () => false, encode: () => '', decode: () => '' }],
    }),
    use: (options) => payloadCodecs((options as { codecs: [] } | null)?.codecs),
  },
}
