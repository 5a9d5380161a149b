/** What one slice tells, and what many of them tell together. */

/**
 * The figures. `p50` to `p999`: microseconds. `cpu` and `peak`: seconds of CPU and bytes of memory, for 100,000 requests
 * and at the peak. `idleCpu`: hundredths of a core while others ran. `lateness`: microseconds by which the bench itself
 * sent late. `bytesEach`: bytes for each request that waits. `startMs`: from the start of the process to the first answer.
 */
export const figureNames = [
  'perSecond',
  'p50',
  'p90',
  'p99',
  'p999',
  'cpu',
  'peak',
  'idleCpu',
  'lateness',
  'bytesEach',
  'brokerBytesEach',
  'startMs',
  'pauseMs',
  'answered',
] as const

export type FigureName = (typeof figureNames)[number]

export type Sample = { readonly [figure in FigureName]?: number }

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export type Summary = { readonly [figure in FigureName]?: Spread }

/** Samples of a system in a scenario, by round; a round in which it failed has none. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly (Sample | undefined)[]>>
