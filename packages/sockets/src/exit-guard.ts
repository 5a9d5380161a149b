/**
 * What must happen before a process, or a thread, ends, however it ends: `process.exit()`, an uncaught error, or
 * nothing left to do. Node calls 'exit' listeners synchronously; what is registered last runs first.
 */
const guards: (() => void)[] = []

function runGuards(): void {
  for (let guard = guards.pop(); guard; guard = guards.pop()) guard()
}

/**
 * @param guard runs once, synchronously; it must not throw
 * @returns takes it back
 */
export function beforeExit(guard: () => void): () => void {
  if (guards.length === 0) process.on('exit', runGuards)
  guards.push(guard)
  return () => {
    const at = guards.indexOf(guard)
    if (at >= 0) guards.splice(at, 1)
    if (guards.length === 0) process.off('exit', runGuards)
  }
}
