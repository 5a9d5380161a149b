/** Plays one row in this process: in each of its placements, between two measurements of what the process has. */
import { readFile } from 'node:fs/promises'
import type { Finding } from './audit/finding.js'
import { growthSince, measure } from './scene/base-line.js'
import { randomFrom } from './random.js'
import type { Row } from './row.js'
import type { Placement } from './scene/placements.js'
import { Scene, type SceneOptions } from './scene/scene.js'
import type { Verdict } from './verdict.js'

interface Run extends Omit<SceneOptions, 'placement'> {
  /** In one of its placements, which the seed picks, instead of all. */
  readonly isShort?: boolean | undefined
}

export async function playRow(row: Row, run: Run): Promise<Verdict> {
  await warmUp()
  const before = measure()
  const plays: Verdict[] = []
  for (const placement of placementsOf(row, run)) plays.push(await playIn(placement, row, run))
  const growth = await growthSince(before)
  return {
    endings: plays.flatMap(({ endings }) => endings),
    faults: plays.flatMap(({ faults }) => faults),
    findings: [...plays.flatMap(({ findings }) => findings), ...growth].filter(isCounted(row)),
    requests: plays.reduce((sum, { requests }) => sum + requests, 0),
    starts: plays.reduce((sum, { starts }) => sum + starts, 0),
  }
}

function placementsOf({ name, placements = ['thread'] }: Row, { seed, isShort = false }: Run): readonly Placement[] {
  return isShort ? [randomFrom(`${seed}/${name}`).pick(placements)] : placements
}

async function playIn(placement: SceneOptions['placement'], row: Row, run: Run): Promise<Verdict> {
  const scene = new Scene({ ...run, placement })
  const shown = row.placements && placement
  const prefix = shown ? `${shown}: ` : ''
  const endings: Verdict['endings'][number][] = []
  const faults: string[] = []
  try {
    endings.push({ placement: shown, text: await row.run(scene) })
  } catch (error) {
    faults.push(prefix + (error instanceof Error ? (error.stack ?? error.message) : String(error)))
  }
  return { endings, faults, ...(await scene.end()) }
}

function isCounted({ exempt = {} }: Row): (finding: Finding) => boolean {
  return ({ invariant }) => exempt[invariant] === undefined
}

/** Threads and descriptors that the first use of Node's pool of threads, of ZeroMQ and of a child process leaves for good. */
async function warmUp(): Promise<void> {
  await Promise.all(Array.from({ length: 8 }, () => readFile(new URL(import.meta.url))))
  const scene = new Scene({ seed: 0, placement: 'process' })
  const broker = await scene.broker({ transport: 'ipc', ...scene.workers(['warm']) })
  await scene.client(broker).ask('warm', { act: 'echo' })
  await scene.end()
}
