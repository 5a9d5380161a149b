/** The names of an example's workers: worker.1, worker.2 and so on. */
export function workerNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `worker.${index + 1}`)
}
