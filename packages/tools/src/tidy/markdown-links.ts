// Every relative link of a Markdown file leads to a file of the repository, and to a heading that is there.
import { posix } from 'node:path'
import { anchorsOf, linksOf } from './markdown.js'
import type { Finding, Tree } from './tree.js'

export function findDeadLinks(tree: Tree): readonly Finding[] {
  const places = new Set(tree.paths.flatMap(withFolders))
  return tree.paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      linksOf(tree.read(path))
        .filter((link) => !leadsSomewhere(tree, places, path, link))
        .map((link) => ({ path, message: `links to "${link}", which is not there` })),
    )
}

function leadsSomewhere(tree: Tree, places: ReadonlySet<string>, from: string, link: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) return true
  const [file = '', anchor] = link.split('#', 2)
  const target = resolveLink(from, decodeURIComponent(file))
  if (!places.has(target)) return false
  if (anchor === undefined || !target.endsWith('.md')) return true
  return anchorsOf(tree.read(target)).has(decodeURIComponent(anchor))
}

function resolveLink(from: string, file: string): string {
  if (file === '') return from
  const path = file.startsWith('/') ? file.slice(1) : posix.join(posix.dirname(from), file)
  return posix.normalize(path).replace(/\/$/, '')
}

// `a/b/c.md` is also the folders `a/b` and `a`, which a link may lead to; `.` is the root.
function withFolders(path: string): readonly string[] {
  const parts = path.split('/')
  return ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))]
}
