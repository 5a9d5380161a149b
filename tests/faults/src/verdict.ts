/** What a run of a row came to. It crosses from the row's process to the command. */
import type { Finding } from './audit/finding.js'

export interface Verdict {
  /** How it ended, in which placement; the placement is undefined where the row has only one. */
  readonly endings: readonly { readonly placement: string | undefined; readonly text: string }[]
  /** What did not end as it must; empty where the row has passed. */
  readonly faults: readonly string[]
  /** What the audit found. */
  readonly findings: readonly Finding[]
  /** Requests that were audited. */
  readonly requests: number
  /** Starts of handlers that were audited. */
  readonly starts: number
}

export function hasPassed({ faults, findings }: Verdict): boolean {
  return faults.length === 0 && findings.length === 0
}
