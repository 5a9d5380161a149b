/** Faults in the middle of a stream: of its handler, of its reader, of what is between them. */
import type { Row } from '../../row.js'
import { brokenStreamRows } from './broken.js'
import { readerRows } from './readers.js'
import { standstillRows } from './standstills.js'

export const streamRows: readonly Row[] = [...brokenStreamRows, ...readerRows, ...standstillRows]
