/** The corpus: inputs worth keeping, a file of JSON for each, in a folder for each campaign. All are tried in every run. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../corpus', import.meta.url))

function folderOf(campaign: string): string {
  return join(root, campaign.replaceAll(' ', '-'))
}

export interface KeptInput {
  readonly file: string
  /** What it was kept for. */
  readonly why: string
  readonly input: unknown
}

export function readCorpus(campaign: string): readonly KeptInput[] {
  const folder = folderOf(campaign)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({ file, ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<KeptInput, 'file'>) }))
}

/** @returns the path of the file, whose name follows from the input: the same input is kept once */
export function keep(campaign: string, why: string, input: unknown): string {
  const folder = folderOf(campaign)
  mkdirSync(folder, { recursive: true })
  const digest = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 12)
  const path = join(folder, `found-${digest}.json`)
  writeFileSync(path, `${JSON.stringify({ why, input }, undefined, 2)}\n`)
  return path
}
