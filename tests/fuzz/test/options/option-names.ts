/** The options that there are, read from the record of the public interface: one that is new is fuzzed without a word here. */
import { readFileSync } from 'node:fs'

function apiOf(packageName: string): string {
  return readFileSync(new URL(`../../../../docs/api/${packageName}.api.md`, import.meta.url), 'utf8')
}

/** @returns the names of the interface's fields, those that it inherits within its package among them */
export function optionNames(packageName: string, interfaceName: string): readonly string[] {
  const api = apiOf(packageName)
  const found = new RegExp(`^export interface ${interfaceName}(?: extends (\\w+))? \\{\\n(.*?)^\\}`, 'ms').exec(api)
  if (!found) throw new Error(`docs/api/${packageName}.api.md has no interface ${interfaceName}`)
  const [, parent, body = ''] = found
  const own = [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, name]) => name as string)
  return parent === undefined ? own : [...optionNames(packageName, parent), ...own]
}
