// Tests inside a package: packages of this repository resolve to their source.
import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const conditions = ['@errand/source', 'node', 'module', 'import']

// Where there are no type tests, vitest need not start a compiler and warn of it.
const hasTypeTests = existsSync('test') && readdirSync('test').some((file) => file.endsWith('.test-d.ts'))

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    passWithNoTests: true,
    // A busy machine takes its time: what hangs fails all the same, later.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    typecheck: {
      enabled: hasTypeTests,
      include: ['test/*.test-d.ts'],
      ignoreSourceErrors: true,
      tsconfig: 'tsconfig.test.json',
    },
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
  },
})
