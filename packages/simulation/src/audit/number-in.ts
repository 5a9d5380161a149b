/** Which request of the ledger a body is of. */

const numberPattern = /"number":(\d+)/

/** @returns undefined where it is of none, or was spoilt */
export function numberIn(body: string | Uint8Array): number | undefined {
  const found = numberPattern.exec(typeof body === 'string' ? body : Buffer.from(body).toString('latin1'))
  return found ? Number(found[1]) : undefined
}
