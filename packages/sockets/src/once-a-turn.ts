/** Work that many things ask for, and that is worth doing once for all of them. */

/** @returns asks for it at the end of the event loop's turn: once, however often it is asked for */
export function onceATurn(work: () => void): () => void {
  let isAskedFor = false

  function run(): void {
    isAskedFor = false
    work()
  }

  return () => {
    if (isAskedFor) return
    isAskedFor = true
    setImmediate(run)
  }
}
