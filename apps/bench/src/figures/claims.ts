/**
 * What errand claims, as a table: a figure or a ratio each, what it must be, and what it should be. The bench computes
 * all of them, and so can prove them wrong.
 */
import { type Ratio, ratioOf, type RatioSpec } from './ratios.js'
import type { FigureName, Samples } from './sample.js'
import { spreadOf } from './statistics.js'

/** Undefined where there is nothing but an aim. */
type Must = number | undefined

interface ClaimBasis {
  readonly tells: string
  readonly must: Must
  readonly aim: number
  readonly better: 'higher' | 'lower'
}

export interface RatioClaim extends ClaimBasis {
  readonly key: string
  readonly figure: FigureName
  /** `system@scenario`. */
  readonly over: string
  /** The same; of several, the best. */
  readonly under: readonly string[]
  readonly times?: number
}

/** About a figure that needs no other to be compared with. */
interface FigureClaim extends ClaimBasis {
  readonly figure: FigureName
  readonly at: string
  readonly unit: string
}

export type Claim = RatioClaim | FigureClaim

export interface Verdict {
  readonly tells: string
  readonly key: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly unit: string
  readonly must: Must
  readonly aim: number
  readonly better: 'higher' | 'lower'
  readonly meets: 'aim' | 'must' | 'neither'
}

const piscinas = ['piscina', 'piscina-tuned']

function faster(tells: string, key: string, limits: readonly [must: Must, aim: number]): RatioClaim {
  const [pair = '', scenario = ''] = key.split('@')
  const [over = '', under = ''] = pair.split('/')
  const systems = under === 'piscina-best' ? piscinas : [under]
  return {
    tells,
    key,
    figure: 'perSecond',
    over: `${over}@${scenario}`,
    under: systems.map((system) => `${system}@${scenario}`),
    must: limits[0],
    aim: limits[1],
    better: 'higher',
  }
}

function costAt(over: string, under: string, tells: string): RatioClaim {
  return {
    tells,
    key: `cpu:${over}/${under}`,
    figure: 'cpu',
    over,
    under: [under],
    must: 1.25,
    aim: 1,
    better: 'lower',
  }
}

function among(over: string, under: string, limits: readonly [must: Must, aim: number], tells: string): RatioClaim {
  return {
    tells,
    key: `${over}/${under}`,
    figure: 'perSecond',
    over,
    under: [under],
    must: limits[0],
    aim: limits[1],
    better: 'higher',
  }
}

export const claims: readonly Claim[] = [
  faster('C, a message a task over ipc, 100 in flight', 'errand-inproc/c-ipc@100', [0.6, 0.6]),
  faster('C, a message a task over ipc, 1,000 in flight', 'errand-inproc/c-ipc@1000', [0.8, 1]),
  faster('C over inproc, 1,000 in flight', 'errand-inproc/c-inproc@1000', [undefined, 1]),
  faster('poolifier, JSON-like objects, 100 in flight', 'errand-inproc/poolifier@100-json', [2, 4]),
  faster('piscina at its best, JSON-like objects, 100 in flight', 'errand-inproc/piscina-best@100-json', [3, 5]),
  faster('NATS, workers in a second process, 100 in flight', 'errand-tcp-process/nats@100', [4, 8]),
  faster('BullMQ waiting for its result, 100 in flight', 'errand-inproc/bullmq@100', [40, 100]),
  faster('the Python programs, one in flight', 'errand-inproc/python@1', [6, 10]),
  {
    tells: 'p50 at one in flight, of two echo round trips by zeromq.js',
    key: 'p50:errand-inproc/zeromq-echo-twice@1',
    figure: 'p50',
    over: 'errand-inproc@1',
    under: ['zeromq-echo@1'],
    times: 2,
    must: 1.3,
    aim: 1,
    better: 'lower',
  },
  among('errand-inproc@100-json', 'errand-inproc@100', [0.6, 0.8], 'JSON bodies, of raw bytes'),
  faster('the untyped API, JSON-like objects, 100 in flight', 'errand-typed/errand-inproc@100-json', [0.9, 1]),
  faster('1 MiB bodies, of zeromq.js through the same hops', 'errand-inproc/zeromq-hops@10-1MiB', [0.8, 0.95]),
  among('errand-pool@100-leased', 'errand-pool@100-dealer-each', [8, 15], 'leased dealers, of one for each message'),
  faster("example-2's topology, of example-1's, 1,000 in flight", 'errand-pool/errand-inproc@1000', [0.8, 1]),
  costAt('errand-inproc@1000-w64', 'errand-inproc@1000-w2', 'CPU of a request at 64 dedicated workers, of at 2'),
  costAt('errand-pool@1000-names10000', 'errand-pool@1000-names2', 'CPU of a request at 10,000 in the pool, of at 2'),
  {
    tells: 'memory of a queued request in the broker, beyond its body',
    figure: 'brokerBytesEach',
    at: 'errand-broker@backlog',
    unit: 'B',
    must: 400,
    aim: 200,
    better: 'lower',
  },
  {
    tells: "longest pause of the broker's loop, 1,000,000 requests at once",
    figure: 'pauseMs',
    at: 'errand-broker@flood-1000000',
    unit: 'ms',
    must: 100,
    aim: 50,
    better: 'lower',
  },
  {
    tells: 'of 1,000,000 requests at once, answered',
    figure: 'answered',
    at: 'errand-broker@flood-1000000',
    unit: '',
    must: 1_000_000,
    aim: 1_000_000,
    better: 'higher',
  },
]

export function specOf({ key, figure, over, under, times, better }: RatioClaim): RatioSpec {
  const more = times === undefined ? {} : { times }
  return { key, figure, over: pointOf(over), under: under.map(pointOf), better, ...more }
}

/** @returns nothing about claims whose figures were not taken */
export function verdictsOf(samples: Samples): readonly Verdict[] {
  return claims.map((claim) => verdictOf(claim, samples)).filter((verdict) => verdict !== undefined)
}

function verdictOf(claim: Claim, samples: Samples): Verdict | undefined {
  const found = 'at' in claim ? figureOf(claim, samples) : ratioOf(specOf(claim), samples)
  if (found === undefined) return undefined
  const { tells, must, aim, better } = claim
  const { key, median: value, min, max } = found
  const unit = 'at' in claim ? claim.unit : ''
  const isAtLeast = (limit: Must): boolean =>
    limit !== undefined && (better === 'higher' ? value >= limit : value <= limit)
  const meets = isAtLeast(aim) ? 'aim' : isAtLeast(must) ? 'must' : 'neither'
  return { tells, key, value, min, max, unit, must, aim, better, meets }
}

function figureOf(
  { at, figure }: FigureClaim,
  samples: Samples,
): Pick<Ratio, 'key' | 'median' | 'min' | 'max'> | undefined {
  const { system, scenario } = pointOf(at)
  const values = (samples.get(scenario)?.get(system) ?? [])
    .map((sample) => sample?.[figure])
    .filter((value) => value !== undefined)
  return values.length === 0 ? undefined : { key: `${figure}:${at}`, ...spreadOf(values) }
}

function pointOf(text: string): { readonly system: string; readonly scenario: string } {
  const [system = '', scenario = ''] = text.split('@')
  return { system, scenario }
}
