/** Whoever uses ipc can still load modules afterwards, by symbolic links too. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { removeDirectory, removeFile } from '../src/file-removal.js'
import { assertFree } from '../src/ipc-file.js'

/** Names in the project's own `node_modules`. */
const first = 'first.js'
const linked = 'thing'

interface Project {
  readonly folder: string
  readonly socket: string
  /** Resolves a package that a symbolic link leads to; the folders above it are known to Node already. */
  readonly resolve: () => string
  readonly packageFile: string
}

/** A project as pnpm lays it out, and a socket beside it on which nobody listens any more. */
async function project(): Promise<Project> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'removal-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [store, modules, sockets] = ['store/thing', 'project/node_modules', 'sockets'].map((path) => join(folder, path))
  for (const path of [store, modules, sockets]) mkdirSync(path as string, { recursive: true })
  writeFileSync(join(store as string, 'index.js'), '')
  writeFileSync(join(modules as string, first), '')
  symlinkSync(store as string, join(modules as string, linked))
  const listener = createServer().listen(join(sockets as string, 'broker.ipc'))
  await once(listener, 'listening')
  onTestFinished(() => void listener.close())
  const require = createRequire(join(folder, 'project', 'main.js'))
  require.resolve(first)
  return {
    folder: sockets as string,
    socket: join(sockets as string, 'broker.ipc'),
    resolve: () => require.resolve(linked),
    packageFile: join(store as string, 'index.js'),
  }
}

it('removes a directory with sockets, and modules are found afterwards', async () => {
  const { folder, resolve, packageFile } = await project()
  removeDirectory(folder)
  removeDirectory(folder)
  expect(resolve()).toBe(packageFile)
})

it('removes a socket, once or twice, and modules are found afterwards', async () => {
  const { socket, resolve, packageFile } = await project()
  removeFile(socket)
  removeFile(socket)
  expect(resolve()).toBe(packageFile)
})

it('looks whether a path is free, and modules are found afterwards', async () => {
  const { socket, resolve, packageFile } = await project()
  await expect(assertFree(socket)).rejects.toMatchObject({ code: 'endpoint-in-use' })
  expect(resolve()).toBe(packageFile)
})
