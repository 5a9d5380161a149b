// The program `tidy`: checks what a linter cannot, and prints a line for each place that breaks a rule of the style.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findDeadLinks } from './tidy/markdown-links.js'
import { findDumpingGrounds } from './tidy/dumping-grounds.js'
import { findMissingDuties } from './tidy/duty-comments.js'
import { findStarExports } from './tidy/star-exports.js'
import type { Rule, Tree } from './tidy/tree.js'

const rules: readonly Rule[] = [findMissingDuties, findDumpingGrounds, findStarExports, findDeadLinks]

const tree = repositoryTree()
const findings = rules.flatMap((rule) => rule(tree))
for (const { path, message } of findings) console.log(`${path}: ${message}`)
console.log(findings.length === 0 ? `tidy: ${tree.paths.length} files` : `tidy: ${findings.length} places to mend`)
process.exitCode = findings.length === 0 ? 0 : 1

function repositoryTree(): Tree {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  const paths = [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(path))
  return { paths, read: (path) => readFileSync(path, 'utf8') }
}
