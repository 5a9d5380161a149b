// The program as people run it, for a moment: two systems with real sockets and threads, from the start to the files.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Results } from '../dist/report/results.js'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bench-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** With its files in a folder of its own, so that what it leaves behind is seen. */
async function bench(path: string, ...args: readonly string[]): Promise<{ stdout: string; code: number }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], {
      env: { ...process.env, TMPDIR: path },
    })
    return { stdout, code: 0 }
  } catch (error) {
    return error as { stdout: string; code: number }
  }
}

const aMoment = ['--quick', '--rounds', '2', '--scenario', '10', '--system', 'errand-inproc', '--system', 'piscina']

describe('two systems for a moment', () => {
  it('are measured, compared, and told of', async () => {
    const path = folder()
    const [json, svg] = [join(path, 'out.json'), join(path, 'out.svg')]
    const { stdout, code } = await bench(path, ...aMoment, '--json', json, '--plot', svg)
    expect(code).toBe(0)
    expect(stdout).toMatch(/errand-inproc +[\d,]+ /)
    const results = JSON.parse(readFileSync(json, 'utf8')) as Results
    for (const system of ['errand-inproc', 'piscina']) {
      const { perSecond, p50, p999, peak } = results.figures['10']?.[system] ?? {}
      expect(perSecond?.median).toBeGreaterThan(10)
      expect(p999?.median).toBeGreaterThanOrEqual(p50?.median ?? Infinity)
      // Only Linux tells.
      expect(peak?.median ?? Infinity).toBeGreaterThan(2 ** 20)
    }
    expect(results.ratios['errand-inproc/piscina@10']).toBeGreaterThan(0)
    expect(results.versions['piscina']).toMatch(/^\d/)
    expect(readFileSync(svg, 'utf8')).toContain('</svg>')
    expect(readdirSync(path).toSorted()).toEqual(['out.json', 'out.svg'])
  })

  it('are held to an earlier run', async () => {
    const path = folder()
    const baseline = join(path, 'baseline.json')
    const key = 'errand-inproc/piscina@10'
    const beyondReach = { ratios: { [key]: 1_000_000 }, ratioDetails: { [key]: { better: 'higher' } } }
    writeFileSync(baseline, JSON.stringify(beyondReach))
    const { stdout, code } = await bench(path, ...aMoment, '--check', baseline)
    expect(stdout).toContain(`worse  ${key}: 1,000,000 before`)
    expect(code).toBe(1)
  })
})

it('says what is wrong with its flags', async () => {
  const failed = bench(folder(), '--rounds', '0')
  await expect(failed).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('--rounds is "0"') as string })
})

it.runIf(process.platform === 'linux')('leaves no process behind when it is killed', async () => {
  const path = folder()
  const env = { ...process.env, TMPDIR: path }
  const child = spawn(process.execPath, [main, ...aMoment], { env, stdio: 'ignore' })
  while (processesIn(path).length < 3) await delay(20)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect.poll(() => processesIn(path), { timeout: 10_000 }).toEqual([])
})

/** The environment of a process tells in which folder it has its files. */
function processesIn(path: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${path}`)
    } catch {
      return false
    }
  })
}
