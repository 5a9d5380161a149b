/** Workers by name, asked one after the other. */

export function workerNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `worker.${index + 1}`)
}

export function targetsInTurn(names: readonly string[]): () => string {
  let next = 0
  return () => {
    const name = names[next] as string
    next = next + 1 === names.length ? 0 : next + 1
    return name
  }
}
