import { describe, expect, it } from 'vitest'
import { findDumpingGrounds } from '../src/tidy/dumping-grounds.js'
import { findMissingDuties } from '../src/tidy/duty-comments.js'
import { findDeadLinks } from '../src/tidy/markdown-links.js'
import { findStarExports } from '../src/tidy/star-exports.js'
import type { Rule, Tree } from '../src/tidy/tree.js'

function treeOf(files: Readonly<Record<string, string>>): Tree {
  return { paths: Object.keys(files), read: (path) => files[path] ?? '' }
}

function pathsFoundBy(rule: Rule, files: Readonly<Record<string, string>>): readonly string[] {
  return rule(treeOf(files)).map((finding) => finding.path)
}

describe('duty comments', () => {
  it('wants a comment of some words at the top of every source file', () => {
    const files = {
      'packages/a/src/bare.ts': 'export const a = 1\n',
      'packages/a/src/label.ts': '// Constants.\nexport const a = 1\n',
      'packages/a/src/late.ts': "import 'b'\n// Holds what is said only here.\n",
      'packages/a/src/line.ts': '// Holds what is said here.\nexport const a = 1\n',
      'apps/a/src/block.ts': '#!/usr/bin/env node\n/**\n * Holds what is said here.\n */\nexport const a = 1\n',
      'packages/a/test/bare.test.ts': 'export const a = 1\n',
    }
    expect(pathsFoundBy(findMissingDuties, files)).toEqual([
      'packages/a/src/bare.ts',
      'packages/a/src/label.ts',
      'packages/a/src/late.ts',
    ])
  })
})

describe('dumping grounds', () => {
  it('finds files and folders that are named for no duty', () => {
    const files = { 'packages/a/src/utils.ts': '', 'packages/common/src/a.ts': '', 'packages/a/src/uncommon.ts': '' }
    expect(pathsFoundBy(findDumpingGrounds, files)).toEqual(['packages/a/src/utils.ts', 'packages/common/src/a.ts'])
  })
})

describe('star exports', () => {
  it('finds them at the start of a line, of values and of types', () => {
    const files = {
      'a.ts': "export * from './b.js'\n",
      'b.ts': "export type * as b from './b.js'\n",
      'c.ts': '// export * is not for us\nexport const a = 2 * 3\n',
    }
    expect(pathsFoundBy(findStarExports, files)).toEqual(['a.ts', 'b.ts'])
  })
})

describe('Markdown links', () => {
  const target = '# One\n## Two, and `three`\n## Two, and `three`\n<a id="here"></a>\n```\n# Not a heading\n```\n'

  function deadLinksOf(markdown: string): readonly string[] {
    const tree = treeOf({ 'docs/a.md': markdown, 'docs/b.md': target, 'src/c.ts': '' })
    return findDeadLinks(tree).map((finding) => finding.message)
  }

  it.each([
    '[a](b.md)',
    '[a](./b.md#one "title")',
    '[a](b.md#two-and-three) [b](b.md#two-and-three-1) [c](b.md#here)',
    '[a](../src/c.ts#L1) and [b](../src/) and [c](/src/c.ts)',
    '# Top\n[a](#top)',
    '[a](https://example.org/no) <mailto:a@example.org>',
    '[a][b]\n\n[b]: b.md',
    '`[a](no.md)`\n\n```md\n[a](no.md)\n```\n',
    '<img src="../src/c.ts">',
  ])('accepts %j', (markdown) => {
    expect(deadLinksOf(markdown)).toEqual([])
  })

  it.each([
    '[a](no.md)',
    '![a](../src/no.svg)',
    '[a](b.md#not-a-heading)',
    '[a](b.md#two-and-three-2)',
    '[a](#no)',
    '[a][b]\n\n[b]: no.md',
    '<source srcset="no.svg">',
    '[a](../../outside.md)',
  ])('finds %j', (markdown) => {
    expect(deadLinksOf(markdown)).toHaveLength(1)
  })
})
