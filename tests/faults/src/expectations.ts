/** What rows hold endings to; each throws with what was there instead. */
import { AssertionError } from 'node:assert'
import type { Ending } from './audit/client-log.js'
import type { Tally } from './scene/tally.js'

export function expectCode(ending: Ending, code: string): void {
  if (ending.code === code) return
  fail(`it ended with ${shown(ending)}, not with ${code}`)
}

export function expectMessage(ending: Ending, part: string): void {
  if (ending.message?.includes(part)) return
  fail(`its message is "${ending.message}", which does not say "${part}"`)
}

/** @returns what the handler returned */
export function expectReply(ending: Ending): unknown {
  if (ending.code !== undefined) fail(`it ended with ${shown(ending)}, not with a reply`)
  return (ending.value as { readonly value?: unknown }).value
}

export function expectAllReplied(tally: Tally): void {
  if (tally.failed.size > 0) fail(`of the requests that nothing should harm: ${String(tally)}`)
}

/** Every request was answered or ended with one of these codes. */
export function expectOnly(tally: Tally, codes: readonly string[]): void {
  const others = tally.codes.filter((code) => !codes.includes(code))
  if (others.length > 0) fail(`${String(tally)}; allowed was only ${codes.join(', ')}`)
}

export function expectThat(isSo: boolean, otherwise: string): void {
  if (!isSo) fail(otherwise)
}

function shown({ code, message }: Ending): string {
  return code === undefined ? 'a reply' : `${code} (${message})`
}

function fail(message: string): never {
  throw new AssertionError({ message, stackStartFn: fail })
}
