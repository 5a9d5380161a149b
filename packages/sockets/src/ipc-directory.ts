/**
 * The directory that holds a broker's ipc files. By default one of its own that nobody else can enter; a given one is
 * locked, because binding an ipc file deletes whatever is there, a living broker's too.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
      rmSync(join(parent, entry), { recursive: true, force: true })
    } catch {
      // Somebody else's: theirs to remove.
    }
  }
}

function privateDirectory(): IpcDirectory {
  const parent = tmpdir()
  removeStaleDirectories(parent)
  const path = mkdtempSync(join(parent, `${prefix}${process.pid}-`))
  return { path, own: () => undefined, release: () => rmSync(path, { recursive: true, force: true }) }
}

/** @throws SocketsError `endpoint-in-use` where a living process holds the lock */
function takeLock(directory: string): string {
  const lock = join(directory, lockFile)
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 })
      return lock
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new SocketsError('invalid-endpoint', `cannot write to the ipc directory ${directory}: ${String(cause)}`, { cause })
      }
      const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : '')
      if (holder > 0 && isAlive(holder)) {
        throw new SocketsError('endpoint-in-use', `the ipc directory ${directory} is in use by the broker of process ${holder}`, { cause })
      }
      rmSync(lock, { force: true })
    }
  }
}

function givenDirectory(path: string): IpcDirectory {
  mkdirSync(path, { recursive: true, mode: 0o700 })
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
      for (const file of files) rmSync(file, { force: true })
      rmSync(lock, { force: true })
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
