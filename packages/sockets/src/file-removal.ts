/**
 * Removes files without looking at them first, as `rmSync` does. Node's own resolution of modules takes the kind of the file that
 * was looked at last for that of a path that it has in its cache: after a look at a socket it stops at the first symbolic
 * link, and modules are no longer found (Node 20.20, under pnpm for one). A look by `bigint` is not taken so.
 */
import { readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

/** What is not there need not be removed. */
function unlessMissing(remove: () => void): void {
  try {
    remove()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

export function removeFile(path: string): void {
  unlessMissing(() => unlinkSync(path))
}

/** @param path of a directory that has files in it, and no directories */
export function removeDirectory(path: string): void {
  unlessMissing(() => {
    for (const entry of readdirSync(path)) removeFile(join(path, entry))
    rmdirSync(path)
  })
}
