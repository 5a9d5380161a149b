/** What a row needs of the machine it runs on, and whether that is there. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Need = 'linux' | 'root' | { readonly tool: string }

/** @returns why a row cannot run here, or undefined */
export function unmetNeed(needs: readonly Need[] = []): string | undefined {
  return needs.map(reasonAgainst).find((reason) => reason !== undefined)
}

function reasonAgainst(need: Need): string | undefined {
  if (need === 'linux') return process.platform === 'linux' ? undefined : 'needs Linux'
  if (need === 'root') return process.getuid?.() === 0 ? undefined : 'needs root'
  return isThere(need.tool) ? undefined : `needs the program ${need.tool}`
}

function isThere(tool: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
