// Packs every package as a release would, so that what is checked afterwards is what a user gets.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.js'
import type { PublishablePackage } from './publishable-packages.js'

export interface PackedPackage extends PublishablePackage {
  readonly tarball: string
}

// What each tarball must hold besides its code. pnpm adds the licence of the workspace.
const filesWanted = ['package/README.md', 'package/LICENSE', 'package/dist/bundle/index.js', 'package/dist/index.d.ts']

export async function packPackages(
  packages: readonly PublishablePackage[],
  folder: string,
): Promise<readonly PackedPackage[]> {
  const packed: PackedPackage[] = []
  for (const one of packages) packed.push({ ...one, tarball: await pack(one, folder) })
  return packed
}

async function pack(one: PublishablePackage, folder: string): Promise<string> {
  const { exitCode, everything } = await runCommand('pnpm', ['pack', '--pack-destination', folder], { cwd: one.path })
  const tarball = readdirSync(folder).find((file) => file.startsWith(`errand-${one.folder}-`))
  if (exitCode !== 0 || tarball === undefined) throw new Error(`cannot pack ${one.manifest.name}:\n${everything}`)
  return join(folder, tarball)
}

/** One line for each file that the tarball lacks, and for each that should not be in it. */
export async function findPackingFaults({ manifest, tarball }: PackedPackage): Promise<readonly string[]> {
  const { output } = await runCommand('tar', ['-tzf', tarball])
  const files = new Set(output.split('\n'))
  const missing = filesWanted.filter((file) => !files.has(file)).map((file) => `${manifest.name}: no ${file}`)
  const stray = [...files].filter((file) => isStray(file, files)).map((file) => `${manifest.name}: stray ${file}`)
  return [...missing, ...stray]
}

// Modules, of which the bundle is made, and what `dist` still has of a source that is gone. A fresh `dist` has none of these.
function isStray(file: string, files: ReadonlySet<string>): boolean {
  if (file.startsWith('package/dist/bundle/')) return false
  const source = /^package\/dist\/(.+?)\.d\.ts(?:\.map)?$/.exec(file)
  if (source === null) return /^package\/dist\/.*\.js$/.test(file)
  return !files.has(`package/src/${source[1]}.ts`)
}
