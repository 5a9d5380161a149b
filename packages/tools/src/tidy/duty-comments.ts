// Every source file opens with a comment that states its duty, so that a reader knows why it is there before its code.
import type { Finding, Tree } from './tree.js'

const isSource = /^(packages|apps)\/[^/]+\/src\/.+\.ts$/

// One word is a label, not a duty.
const dutyWordsMin = 4

export function findMissingDuties(tree: Tree): readonly Finding[] {
  return tree.paths
    .filter((path) => isSource.test(path) && countWords(openingComment(tree.read(path))) < dutyWordsMin)
    .map((path) => ({ path, message: 'opens without a comment that states its duty' }))
}

function openingComment(text: string): string {
  const body = text.replace(/^#!.*\n/, '').trimStart()
  const comment = /^\/\*[^]*?\*\/|^(?:\/\/.*\n?)+/.exec(body)
  return comment?.[0] ?? ''
}

function countWords(text: string): number {
  return text.match(/[A-Za-z][\w-]*/g)?.length ?? 0
}
