/** What the figures depend on: the machine, the versions, the state of the code. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, totalmem, type } from 'node:os'
import { dirname, join } from 'node:path'

export interface Surroundings {
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly memoryBytes: number
    readonly system: string
  }
  readonly versions: { readonly [name: string]: string }
  /** With `+` behind it where files differ from it. */
  readonly commit: string
}

const libraries = ['zeromq', 'piscina', 'poolifier', 'tinypool', 'workerpool', '@nats-io/transport-node', 'bullmq']

/** Of programs: how to ask, and where the version stands in the answer. */
const programs: { readonly [name: string]: readonly [string, readonly string[]] } = {
  'nats-server': ['nats-server', ['--version']],
  'redis-server': ['redis-server', ['--version']],
  gcc: ['gcc', ['-dumpfullversion']],
  pyzmq: ['/usr/bin/python3', ['-c', 'import zmq, sys; print(zmq.__version__, "on Python", sys.version.split()[0])']],
}

export function surroundings(): Surroundings {
  const [cpu] = cpus()
  return {
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      system: `${type()} ${release()}`,
    },
    versions: { node: process.version, ...libraryVersions(), ...programVersions() },
    commit: commitNow(),
  }
}

function libraryVersions(): { readonly [name: string]: string } {
  const require = createRequire(import.meta.url)
  return Object.fromEntries(libraries.map((name) => [name, versionOf(name, require.resolve.paths(name) ?? [])]))
}

/** Not every library exports its manifest, so it is read where it lies. */
function versionOf(name: string, folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string }
      return version
    } catch {
      // It is in none or another of them.
    }
  }
  return 'unknown'
}

function programVersions(): { readonly [name: string]: string } {
  const known = Object.entries(programs).map(([name, [program, args]]) => [name, firstLineOf(program, args)] as const)
  return Object.fromEntries(known.filter(([, version]) => version !== ''))
}

function commitNow(): string {
  const commit = firstLineOf('git', ['rev-parse', '--short', 'HEAD'])
  const isDirty = firstLineOf('git', ['status', '--porcelain', '--untracked-files=no']) !== ''
  return commit === '' ? 'unknown' : `${commit}${isDirty ? '+' : ''}`
}

function firstLineOf(program: string, args: readonly string[]): string {
  try {
    const text = execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: dirname(new URL(import.meta.url).pathname),
    })
    return text.split('\n', 1)[0]?.trim() ?? ''
  } catch {
    return ''
  }
}
