/**
 * Which tasks a child process has started, in a file that it shares with its broker and that outlives it: what the log in
 * shared memory is for threads. Each start is one record, written at once before the handler is called. An end is written
 * only where others go on beside it: of what ended alone the next start tells.
 *
 * ```
 * record n mod 4,096   number of the start, from 1, as 32 bits; the low 32 bits of the task's id; number of the oldest start that
 *                      had not ended then, this one included. 0 0 0 where there is none yet
 * behind all records   for each of them its number again, where its handler has ended
 * ```
 */
import type { StartReader, StartWriter } from './start-log.js'

const recordBytes = 12
const endBytes = 4
const records = 4096
/** The file has this size from the start, so that a full disk is no matter later. */
export const startFileBytes: number = (recordBytes + endBytes) * records

/** Writes bytes at a place of the file. */
export type WriteAt = (bytes: Uint8Array, position: number) => void

/** Of the number of a start. */
function placeOf(start: number): number {
  return (start - 1) % records
}

function endOf(place: number): number {
  return recordBytes * records + endBytes * place
}

/** The process's side. */
export class StartFileWriter implements StartWriter {
  readonly #write: WriteAt
  readonly #record = new DataView(new ArrayBuffer(recordBytes))
  readonly #bytes = new Uint8Array(this.#record.buffer)
  readonly #end = this.#bytes.subarray(0, endBytes)
  /** Those that have not ended, oldest first. */
  readonly #running = new Set<number>()
  #starts = 0

  constructor(write: WriteAt) {
    this.#write = write
  }

  started(task: number): number {
    this.#starts = (this.#starts + 1) >>> 0 || 1
    const start = this.#starts
    this.#running.add(start)
    const [oldest = start] = this.#running
    this.#record.setUint32(0, start)
    this.#record.setUint32(4, task >>> 0)
    this.#record.setUint32(8, oldest)
    this.#write(this.#bytes, placeOf(start) * recordBytes)
    return start
  }

  ended(start: number): void {
    this.#running.delete(start)
    if (this.#running.size === 0) return
    this.#record.setUint32(0, start)
    this.#write(this.#end, endOf(placeOf(start)))
  }
}

/** The broker's side. Of what a process holds, all that it started is in its last 4,096 starts. */
export class StartFileReader implements StartReader {
  readonly #read: () => Uint8Array

  /** @param read all of the file */
  constructor(read: () => Uint8Array) {
    this.#read = read
  }

  mark(): number {
    return 0
  }

  hasStarted(task: number): boolean {
    return this.#startOf(task, this.#view()) !== 0
  }

  isRunning(task: number): boolean {
    const view = this.#view()
    const start = this.#startOf(task, view)
    if (start === 0 || view.getUint32(endOf(placeOf(start))) === start) return false
    return start >= oldestIn(view)
  }

  /** @returns its number, that of the last where its number is that of several; 0 where it was not started */
  #startOf(task: number, view: DataView): number {
    const id = task >>> 0
    let last = 0
    for (let place = 0; place < records; place++) {
      const at = place * recordBytes
      if (view.getUint32(at + 4) === id) last = Math.max(last, view.getUint32(at))
    }
    return last
  }

  #view(): DataView {
    const { buffer, byteOffset, byteLength } = this.#read()
    return new DataView(buffer, byteOffset, byteLength)
  }
}

/** What started before this had ended when the newest started. */
function oldestIn(view: DataView): number {
  let [newest, oldest] = [0, 0]
  for (let at = 0; at < recordBytes * records; at += recordBytes)
    if (view.getUint32(at) > newest) [newest, oldest] = [view.getUint32(at), view.getUint32(at + 8)]
  return oldest
}
