/** What one seed makes of a world: who is in it, which options they have, and how often which fault happens. */
import type { Random } from './engine/random.js'
import type { WireRates } from './network/wire-conditions.js'
import type { QueueLimits } from './product.js'
import type { Mode } from './options.js'
import { type WishRates, wishRatesOf } from './wish-rates.js'

/** Mean milliseconds between two faults of a kind; Infinity for never. */
export interface FaultGaps {
  readonly workerCrash: number
  readonly workerPause: number
  readonly workerRecycle: number
  readonly workerForgotten: number
  readonly attachedCrash: number
  readonly clientCrash: number
  readonly clientPause: number
  readonly brokerPause: number
  readonly brokerReplaced: number
  readonly linkBreak: number
  readonly rubbish: number
}

export interface Plan {
  readonly clients: number
  readonly dedicated: number
  /** Loops of the pool, and the workers that run on them. */
  readonly loops: number
  readonly loopWorkers: number
  readonly attached: number
  readonly hasRogue: boolean
  readonly concurrency: number
  readonly loopConcurrency: number
  /** 0 for as many as are measured. */
  readonly slots: number
  readonly heartbeatIntervalMs: number
  readonly hangGraceMs: number
  readonly resumeMs: number
  readonly abandonAfterMs: number
  readonly limits: QueueLimits
  /** Bytes that the broker holds for a peer that does not read. */
  readonly heldBytesMax: number
  /** Mean milliseconds between two requests of a client. */
  readonly askGapMs: number
  /** Share of the handlers that do each. */
  readonly handlers: {
    readonly slow: number
    readonly throws: number
    readonly hangs: number
    readonly blocks: number
    readonly asks: number
  }
  readonly barRate: number
  readonly gaps: FaultGaps
  readonly wires: { readonly inproc: WireRates; readonly ipc: WireRates; readonly port: WireRates }
  /** Messages that may wait in a socket for which nobody says how many. */
  readonly highWaterMark: number
  /** Longest pause of a process. */
  readonly pauseMsMax: number
  readonly chaosMs: number
  /** Broker steps between two walks through all its indexes. */
  readonly auditEvery: number
  readonly wishes: WishRates
  /** How many answers of a loop leave by one of its temporary sockets. */
  readonly temporarySockets: 'burst' | 'message'
}

/** Each fault is there in about half of the worlds. */
function gapOf(random: Random, least: number, most: number): number {
  return random.chance(0.5) ? random.between(least, most) : Infinity
}

function rateOf(random: Random, most: number): number {
  return random.chance(0.5) ? random.fraction() * most : 0
}

function wireOf(random: Random, latencyMs: number): WireRates {
  const isLossy = random.chance(0.4)
  return {
    latencyMs,
    jitterMs: random.fraction() * latencyMs * 4,
    spikeRate: rateOf(random, 0.02),
    spikeMs: random.between(5, 60),
    packetLossRate: isLossy ? rateOf(random, 0.02) : 0,
    recordLossRate: isLossy ? rateOf(random, 0.02) : 0,
    garbleRate: isLossy ? rateOf(random, 0.01) : 0,
  }
}

function calm(wire: WireRates): WireRates {
  return { ...wire, spikeRate: 0, packetLossRate: 0, recordLossRate: 0, garbleRate: 0 }
}

/** The same ways, without faults. */
export function healedWires(plan: Plan): Plan['wires'] {
  const { inproc, ipc, port } = plan.wires
  return { inproc: calm(inproc), ipc: calm(ipc), port: calm(port) }
}

function gapsOf(random: Random, mode: Mode): FaultGaps {
  const gap = (least: number, most: number): number => (mode === 'calm' ? Infinity : gapOf(random, least, most))
  return {
    workerCrash: gap(150, 3000),
    workerPause: gap(150, 3000),
    workerRecycle: gap(300, 4000),
    workerForgotten: gap(2000, 10_000),
    attachedCrash: gap(300, 4000),
    clientCrash: gap(300, 5000),
    clientPause: gap(150, 3000),
    brokerPause: gap(400, 4000),
    brokerReplaced: gap(3000, 15_000),
    linkBreak: gap(150, 3000),
    rubbish: gap(100, 3000),
  }
}

function limitsOf(random: Random): QueueLimits {
  const some = random.chance(0.25)
  return {
    queuedPerTargetMax: some ? 8 + random.below(100) : 100_000,
    queuedBytesPerTargetMax: 268_435_456,
    queuedPerClientMax: some ? 20 + random.below(200) : 100_000,
    queuedBytesPerClientMax: some && random.chance(0.5) ? 2000 + random.below(20_000) : 268_435_456,
    queuedBytesMax: 536_870_912,
  }
}

export function planOf(random: Random, mode: Mode): Plan {
  const isCalm = mode === 'calm'
  const inproc = wireOf(random, random.between(0.01, 0.2))
  const ipc = wireOf(random, random.between(0.05, 2))
  const port = wireOf(random, random.between(0.01, 0.2))
  const heartbeatIntervalMs = random.pick([100, 200, 500, 1000])
  return {
    clients: 1 + random.below(4),
    dedicated: 1 + random.below(3),
    loops: random.below(3),
    loopWorkers: 1 + random.below(3),
    attached: random.below(3),
    hasRogue: !isCalm && random.chance(0.3),
    concurrency: random.chance(0.6) ? 1 : 1 + random.below(4),
    loopConcurrency: random.chance(0.5) ? 1 : 1 + random.below(8),
    slots: random.chance(0.5) ? 0 : 8 + random.below(20),
    heartbeatIntervalMs,
    hangGraceMs: random.between(50, 800),
    resumeMs: random.between(300, 5000),
    abandonAfterMs: random.between(20, 1000),
    limits: limitsOf(random),
    heldBytesMax: random.chance(0.5) ? 2000 : 268_435_456,
    askGapMs: random.chance(0.2) ? random.between(2, 10) : random.between(10, 150),
    handlers: {
      slow: random.fraction() * 0.5,
      throws: random.fraction() * 0.1,
      hangs: isCalm ? 0 : rateOf(random, 0.03),
      blocks: isCalm ? 0 : rateOf(random, 0.02),
      asks: random.fraction() * 0.3,
    },
    barRate: random.chance(0.3) ? 0.3 : 0,
    gaps: gapsOf(random, mode),
    wires: isCalm ? { inproc: calm(inproc), ipc: calm(ipc), port: calm(port) } : { inproc, ipc, port },
    highWaterMark: random.pick([1000, 2]),
    pauseMsMax: random.pick([300, 1500, 5000]),
    chaosMs: random.between(3000, 15_000),
    auditEvery: random.pick([1, 16, 16, 64, 64, 64]),
    wishes: wishRatesOf(random),
    temporarySockets: random.chance(0.2) ? 'message' : 'burst',
  }
}
