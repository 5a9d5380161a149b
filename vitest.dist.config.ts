// Tests of whole programs: real threads load what was built, so the tests do too.
import { defineConfig } from 'vitest/config'

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
