/** The same fault again and again; `--times` says how often. */
import type { Row } from '../../row.js'
import { exampleEndRows } from './example-ends.js'
import { killRows } from './kills.js'
import { processKillRows } from './process-kills.js'

export const stressRows: readonly Row[] = [...killRows, ...processKillRows, ...exampleEndRows]
