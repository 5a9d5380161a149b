/**
 * A row of the matrix: one kind of fault, what it must come to, and the function that injects it. All that is told of a row, by
 * the command and by the documentation, stands in it.
 */
import type { Invariant } from './audit/finding.js'
import type { Need } from './needs.js'
import type { Placement } from './scene/placements.js'
import type { Scene } from './scene/scene.js'

export interface Row {
  /** Unique, in kebab-case. */
  readonly name: string
  readonly injects: string
  /** What must come of it. The row's function and the audit hold errand to it. */
  readonly outcome: string
  /**
   * Where the handlers run; the row is run once for each.
   * @default a thread of its own
   */
  readonly placements?: readonly Placement[]
  readonly needs?: readonly Need[]
  /** Fast, and harmless to whatever else the machine does: `pnpm test` runs it. */
  readonly isQuick?: true
  /** What this fault is known to break, with the reason; the audit passes over it. */
  readonly exempt?: { readonly [invariant in Invariant]?: string }
  /**
   * Milliseconds for the whole row; then it is killed, and has failed.
   * @default 60000
   */
  readonly timeLimitMs?: number
  /** @returns how it ended. Throws where it did not end as it must. */
  run(scene: Scene): Promise<string>
}

export interface RowGroup {
  /** A heading of the documentation. */
  readonly title: string
  readonly rows: readonly Row[]
}

export const standardTimeLimitMs = 60_000
