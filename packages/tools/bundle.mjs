#!/usr/bin/env node
/**
 * Makes one file of each package's modules: Node takes about a millisecond to load one, and each worker thread loads all of
 * them anew. `node bundle.mjs [folder…]`, without folders all packages; it goes where the package's exports say, and what is
 * not older than its modules stays.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../', import.meta.url))
const named = process.argv.slice(2)
const folders = named.length > 0 ? named : readdirSync(packages).map((folder) => join(packages, folder))
await Promise.all(folders.map((folder) => bundle(folder)))

/** @param {string} folder of a package; nothing is done where it has no bundle, or nothing was built yet */
async function bundle(folder) {
  const dist = join(folder, 'dist')
  const target = join(dist, 'bundle')
  const exported = exportsOf(folder).filter((path) => path.startsWith('./dist/bundle/'))
  if (exported.length === 0 || !existsSync(dist)) return
  const modules = modulesIn(dist)
  if (isNewer(exported, folder, modules)) return
  // Only now: to find that nothing is to be done should take no time.
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [...new Set([...exported.map((path) => join(dist, basename(path))), ...modules.flatMap(loadedByUrl)])],
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    sourcesContent: false,
    entryNames: '[name]',
    outdir: target,
    write: false,
  })
  mkdirSync(target, { recursive: true })
  for (const { path, contents } of outputFiles) replaceFile(path, contents)
  const current = new Set(outputFiles.map(({ path }) => basename(path)))
  const stale = readdirSync(target).filter((file) => /\.(js|map)$/.test(file) && !current.has(file))
  for (const file of stale) rmSync(join(target, file), { force: true })
}

/** @returns {string[]} what Node loads of it, as its manifest names it */
function exportsOf(folder) {
  const { exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.values(exports).flatMap((one) => one.default ?? [])
}

function modulesIn(dist) {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  return files
    .filter(({ name, parentPath }) => name.endsWith('.js') && !parentPath.endsWith('bundle'))
    .map(({ name, parentPath }) => join(parentPath, name))
}

function isNewer(exported, folder, modules) {
  try {
    const bundledAt = Math.min(...exported.map((path) => statSync(join(folder, path)).mtimeMs))
    return modules.every((path) => statSync(path).mtimeMs < bundledAt)
  } catch {
    return false
  }
}

/** Modules that threads start with are named by their URL beside the one that starts them. */
function loadedByUrl(path) {
  const names = readFileSync(path, 'utf8').matchAll(/new Worker\(new URL\('\.\/([\w-]+\.js)', import\.meta\.url\)/g)
  return [...names].map(([, name]) => join(dirname(path), name))
}

/** At once, so that nobody who starts meanwhile reads half of it. */
function replaceFile(path, contents) {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, contents)
  renameSync(temporary, path)
}
