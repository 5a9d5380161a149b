/**
 * The file in which a child process notes what it starts. Nobody else can open it: it has no name any more when the process
 * is started, and is gone with the last of the two that have it open.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFileBytes, StartFileReader, type StartReader } from '@errand/protocol'

export interface StartFile {
  /** For the process to inherit. */
  readonly fd: number
  readonly reader: StartReader
  close(): void
}

/** @returns undefined where there is no room for it: then all that a lost process held may have run */
export function openStartFile(): StartFile | undefined {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'errand-starts-'))
    try {
      return startFile(openSync(join(directory, 'starts'), 'w+', 0o600))
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  } catch {
    return undefined
  }
}

function startFile(fd: number): StartFile {
  const bytes = new Uint8Array(startFileBytes)
  try {
    if (writeSync(fd, bytes, 0, bytes.length, 0) !== bytes.length) throw new Error('the disk is full')
  } catch (error) {
    closeSync(fd)
    throw error
  }
  let isOpen = true
  return {
    fd,
    reader: new StartFileReader(() => {
      // What is read after the end is what was read last.
      if (isOpen) readSync(fd, bytes, 0, bytes.length, 0)
      return bytes
    }),
    close() {
      if (isOpen) closeSync(fd)
      isOpen = false
    },
  }
}
