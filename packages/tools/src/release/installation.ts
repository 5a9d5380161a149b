// Installs the tarballs into a project of their own with npm, as a user would, and imports every public entry there.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.js'
import type { PackedPackage } from './pack-packages.js'

/** What went wrong, or nothing. A warning on standard error counts as wrong. */
export async function findInstallationFaults(
  packages: readonly PackedPackage[],
  folder: string,
): Promise<readonly string[]> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify(projectOf(packages), null, 2))
  writeFileSync(join(folder, 'main.js'), programOf(packages))

  const installation = await runCommand('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
  })
  if (installation.exitCode !== 0) return [installation.everything]

  const run = await runCommand(process.execPath, ['main.js'], { cwd: folder })
  return run.exitCode === 0 && run.everything === run.output ? [] : [run.everything]
}

// The overrides keep npm from asking a registry for packages of this scope.
function projectOf(packages: readonly PackedPackage[]): object {
  const tarballs = Object.fromEntries(packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]))
  return { private: true, type: 'module', dependencies: tarballs, overrides: tarballs }
}

function programOf(packages: readonly PackedPackage[]): string {
  return packages
    .flatMap(({ manifest }) => Object.keys(manifest.exports ?? {}).map((entry) => statementFor(manifest, entry)))
    .join('\n')
}

// An entry that acts by being loaded, as the entry module of a thread does, is only looked up.
function statementFor({ name, exports, sideEffects }: PackedPackage['manifest'], entry: string): string {
  const specifier = JSON.stringify(`${name}${entry.slice(1)}`)
  if (entry.endsWith('.json')) return `await import(${specifier}, { with: { type: 'json' } })`
  const acts = Array.isArray(sideEffects) && sideEffects.some((file) => JSON.stringify(exports?.[entry]).includes(file))
  return acts ? `import.meta.resolve(${specifier})` : `await import(${specifier})`
}
