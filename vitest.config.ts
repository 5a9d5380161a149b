// Tests inside a package: packages of this repository resolve to their source.
import { defineConfig } from 'vitest/config'

const conditions = ['@errand/source', 'node', 'module', 'import']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    passWithNoTests: true,
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      ignoreSourceErrors: true,
      tsconfig: 'tsconfig.test.json',
    },
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
  },
})
