// Draws the pictures of this folder, light and dark: `node docs/images/draw.mjs`. With `--check` it only compares them.
import { readFileSync, writeFileSync } from 'node:fs'
import { Pen, themes } from './pen.mjs'
import { bothTopologies, dedicatedWorkers, eventLoopPool } from './topologies.mjs'

const pictures = { topologies: bothTopologies, 'topology-1': dedicatedWorkers, 'topology-2': eventLoopPool }

const isCheck = process.argv.includes('--check')
for (const [name, describe] of Object.entries(pictures)) {
  for (const [themeName, theme] of Object.entries(themes)) {
    const pen = new Pen(theme)
    const svg = pen.svg(describe(pen))
    const file = new URL(`${name}-${themeName}.svg`, import.meta.url)
    if (!isCheck) writeFileSync(file, svg)
    else if (readFileSync(file, 'utf8') !== svg) {
      console.log(`${name}-${themeName}.svg is not what docs/images/draw.mjs draws: run it`)
      process.exitCode = 1
    }
  }
}
