/** Compares the ratios of a run with those of an earlier one. Absolute figures drift with the machine, ratios hold. */

interface Compared {
  readonly ratios: { readonly [key: string]: number }
  readonly ratioDetails: { readonly [key: string]: { readonly better: 'higher' | 'lower' } }
}

export interface Change {
  readonly key: string
  readonly before: number
  readonly now: number
  /** Above 0: worse by this share; below: better. */
  readonly worseBy: number
}

export interface Comparison {
  readonly worse: readonly Change[]
  readonly better: readonly Change[]
  readonly compared: number
}

/** Only what both have is compared. @param tolerance 0.1 is ten in a hundred */
export function compare(baseline: Compared, now: Compared, tolerance: number): Comparison {
  const changes = Object.entries(baseline.ratios)
    .map(([key, before]) => changeOf(key, before, now))
    .filter((change) => change !== undefined)
  return {
    worse: changes.filter(({ worseBy }) => worseBy > tolerance),
    better: changes.filter(({ worseBy }) => worseBy < -tolerance),
    compared: changes.length,
  }
}

function changeOf(key: string, before: number, { ratios, ratioDetails }: Compared): Change | undefined {
  const now = ratios[key]
  if (now === undefined || before === 0) return undefined
  const grown = now / before - 1
  return { key, before, now, worseBy: ratioDetails[key]?.better === 'lower' ? grown : -grown }
}
