// Tests of whole programs: real threads load what was built, so the tests do too.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// What `tsc -b` alone has compiled is not loaded before it is bundled.
execFileSync(process.execPath, [fileURLToPath(new URL('packages/tools/bundle.mjs', import.meta.url))])

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    passWithNoTests: true,
    // Whole programs on a busy machine: what hangs fails all the same, later.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { external: [/\/dist\//] } },
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
  },
})
