// A front door lists every public name one by one, so that what is public is read in one place and changes in sight.
import type { Finding, Tree } from './tree.js'

const isTypeScript = /\.ts$/
const starExport = /^export\s+(?:type\s+)?\*/m

export function findStarExports(tree: Tree): readonly Finding[] {
  return tree.paths
    .filter((path) => isTypeScript.test(path) && starExport.test(tree.read(path)))
    .map((path) => ({ path, message: 'has an "export *": list the names' }))
}
