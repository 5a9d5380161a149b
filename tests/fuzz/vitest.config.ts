// Most of what is fuzzed runs from source, as tests of a package do; what starts threads runs from what was built.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
    projects: [
      {
        extends: '../../vitest.config.ts',
        test: { name: 'sources', exclude: ['test/built/**'], testTimeout: 600_000 },
      },
      {
        extends: '../../vitest.dist.config.ts',
        test: { name: 'built', exclude: ['test/*.test.ts'], testTimeout: 600_000 },
      },
    ],
  },
})
