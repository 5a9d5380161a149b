// No file and no folder is named for having no duty: what is called "utils" takes in anything.
import type { Finding, Tree } from './tree.js'

const dutilessNames = new Set(['common', 'helper', 'helpers', 'util', 'utils'])

export function findDumpingGrounds(tree: Tree): readonly Finding[] {
  return tree.paths.flatMap((path) => {
    const name = path.split('/').find((part) => dutilessNames.has(stem(part)))
    return name === undefined ? [] : [{ path, message: `"${name}" names no duty: call it for what it does` }]
  })
}

function stem(part: string): string {
  return part.split('.', 1)[0] ?? part
}
