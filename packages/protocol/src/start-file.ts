/**
 * Which tasks a child process has started, in a file that it shares with its broker and that outlives it: what the log in
 * shared memory is for threads. Each start is one record, written at once before the handler is called.
 *
 * ```
 * record n mod 4,096   number of the start, from 1, as 32 bits; the low 32 bits of the task's id. 0 0 where there is none yet
 * ```
 */
import type { StartReader } from './start-log.js'

const recordBytes = 8
const records = 4096
/** The file has this size from the start, so that a full disk is no matter later. */
export const startFileBytes: number = recordBytes * records

/** Writes bytes at a place of the file. */
export type WriteAt = (bytes: Uint8Array, position: number) => void

/** The process's side. */
export class StartFileWriter {
  readonly #write: WriteAt
  readonly #record = new DataView(new ArrayBuffer(recordBytes))
  readonly #bytes = new Uint8Array(this.#record.buffer)
  #starts = 0

  constructor(write: WriteAt) {
    this.#write = write
  }

  /** To be called before the handler is. */
  started(task: number): void {
    const place = this.#starts % records
    this.#starts = (this.#starts + 1) >>> 0 || 1
    this.#record.setUint32(0, this.#starts)
    this.#record.setUint32(4, task >>> 0)
    this.#write(this.#bytes, place * recordBytes)
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
    const view = this.#view()
    for (let at = 0; at < view.byteLength; at += recordBytes)
      if (view.getUint32(at) !== 0 && view.getUint32(at + 4) === task >>> 0) return true
    return false
  }

  isNewest(task: number): boolean {
    const view = this.#view()
    let [newest, last] = [0, -1]
    for (let at = 0; at < view.byteLength; at += recordBytes)
      if (view.getUint32(at) > newest) [newest, last] = [view.getUint32(at), view.getUint32(at + 4)]
    return last === task >>> 0
  }

  #view(): DataView {
    const { buffer, byteOffset, byteLength } = this.#read()
    return new DataView(buffer, byteOffset, byteLength - (byteLength % recordBytes))
  }
}
