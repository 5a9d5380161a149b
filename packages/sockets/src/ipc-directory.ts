/**
 * The directory that holds a broker's ipc files. By default one of its own that nobody else can enter; a given one is
 * locked, because binding an ipc file deletes whatever is there, a living broker's too.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDirectory, removeFile } from './file-removal.js'
import { SocketsError } from './sockets-error.js'

export interface IpcDirectory {
  readonly path: string
  /** The file of a bound endpoint: private to the user from now on, and removed with the directory's release. */
  own(fileName: string): void
  /** Removes what was made. Twice is the same as once. */
  release(): void
}

const prefix = 'errand-'
const lockFile = 'errand.lock'

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Directories of processes that were killed. */
function removeStaleDirectories(parent: string): void {
  for (const entry of readdirSync(parent)) {
    const pid = /^errand-(\d+)-/.exec(entry)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    try {
      removeDirectory(join(parent, entry))
    } catch {
      // Somebody else's: theirs to remove.
    }
  }
}

function privateDirectory(): IpcDirectory {
  const parent = tmpdir()
  removeStaleDirectories(parent)
  const path = mkdtempSync(join(parent, `${prefix}${process.pid}-`))
  return { path, own: () => undefined, release: () => removeDirectory(path) }
}

function holderOf(lock: string): number {
  try {
    return Number(readlinkSync(lock))
  } catch {
    // It is gone by now, or nothing that a broker left.
    return NaN
  }
}

/** Takes away the lock of a dead process; another may have done so and hold it since, so what was taken is looked at. */
function breakLock(lock: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  if (isAlive(holderOf(aside))) renameSync(aside, lock)
  else removeFile(aside)
}

/**
 * The lock is a symbolic link to its holder's process id: such a link is there with what it says, or not at all.
 * @throws SocketsError `endpoint-in-use` where a living process holds the lock
 */
function takeLock(directory: string): string {
  const lock = join(directory, lockFile)
  for (;;) {
    try {
      symlinkSync(String(process.pid), lock)
      return lock
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(directory, cause)
      const holder = holderOf(lock)
      if (isAlive(holder)) {
        const message = `the ipc directory ${directory} is in use by the broker of process ${holder}; if that is none, remove ${lock}`
        throw new SocketsError('endpoint-in-use', message, { cause })
      }
      breakLock(lock)
    }
  }
}

function unusable(directory: string, cause: unknown): SocketsError {
  return new SocketsError('invalid-endpoint', `cannot use the ipc directory ${directory}: ${String(cause)}`, { cause })
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function givenDirectory(path: string): IpcDirectory {
  makeDirectory(path)
  const lock = takeLock(path)
  const files = new Set<string>()
  return {
    path,
    own(fileName) {
      const file = join(path, fileName)
      chmodSync(file, 0o600)
      files.add(file)
    },
    release() {
      for (const file of files) removeFile(file)
      removeFile(lock)
    },
  }
}

/**
 * @param path made if it is not there; left out: a new directory under the system's temporary one, mode 0700
 * @throws SocketsError `endpoint-in-use`, `invalid-endpoint`
 */
export function ipcDirectory(path?: string): IpcDirectory {
  return path === undefined ? privateDirectory() : givenDirectory(path)
}
