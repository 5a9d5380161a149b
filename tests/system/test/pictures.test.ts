/** The pictures of the documentation are what their script draws, in both themes. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const draw = fileURLToPath(new URL('../../../docs/images/draw.mjs', import.meta.url))

it('finds nothing to draw again', async () => {
  expect(await promisify(execFile)(process.execPath, [draw, '--check'])).toEqual({ stdout: '', stderr: '' })
})
