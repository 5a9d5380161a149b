// The program `release-check`: builds and packs every package, and checks the tarballs instead of the sources: manifests,
// types, interface, size, and an import from a project that has only them. With `--update-api` it writes the reports of the
// interfaces instead.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findApiFaults } from './release/api-report.js'
import { findInstallationFaults } from './release/installation.js'
import { findPackingFaults, packPackages } from './release/pack-packages.js'
import { publishablePackages } from './release/publishable-packages.js'
import { runCommand } from './run-command.js'

const root = process.cwd()
const packages = publishablePackages(root)
const isUpdating = process.argv.includes('--update-api')

if (await step('build', async () => faultsOf(await runCommand('tsc', ['-b'])))) {
  await step('interfaces', async () => packages.flatMap((one) => findApiFaults(one, { root, isUpdating })))
  if (!isUpdating) await checkTarballs()
}

async function checkTarballs(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-release-'))
  try {
    const packed = await packPackages(packages, folder)
    const each = async (check: (tarball: string) => ReturnType<typeof runCommand>): Promise<readonly string[]> =>
      (await Promise.all(packed.map(async ({ tarball }) => faultsOf(await check(tarball))))).flat()

    await step('contents', async () => (await Promise.all(packed.map(findPackingFaults))).flat())
    await step('manifests', () => each((tarball) => runCommand('publint', ['run', tarball, '--strict'])))
    await step('types', () => each((tarball) => runCommand('attw', [tarball, '--profile', 'esm-only'])))
    await step('sizes', async () => faultsOf(await runCommand('size-limit', [])))
    await step('import', () => findInstallationFaults(packed, join(folder, 'project')))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Whether there was no fault. */
async function step(name: string, check: () => Promise<readonly string[]>): Promise<boolean> {
  const faults = await check()
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  for (const fault of faults) console.log(fault)
  if (faults.length > 0) process.exitCode = 1
  return faults.length === 0
}

function faultsOf(result: Awaited<ReturnType<typeof runCommand>>): readonly string[] {
  return result.exitCode === 0 ? [] : [result.everything]
}
