/** How long bodies are, for those who hold them to a limit. */

/** What a character of UTF-16 makes of UTF-8 at most: the longer ones are two characters. */
const bytesPerCharMax = 3

/**
 * Counts only what may be too long: most bodies are far from it.
 *
 * @returns the bytes of a body that has more than are allowed; undefined of all others
 */
export function bytesBeyond(body: string | Uint8Array, bytesMax: number): number | undefined {
  if (body.length * bytesPerCharMax <= bytesMax) return undefined
  const bytes = Buffer.byteLength(body)
  return bytes > bytesMax ? bytes : undefined
}
