/** One pending deadline that came out of order, as the heap of those keeps it: where it stands, so that it is removed unsearched. */
export class Deadline<T> {
  readonly atMs: number
  readonly value: T
  /** How many its owner had been given before: the order among deadlines of one time. */
  readonly sequence: number
  /** Where it stands in the heap. */
  slot = 0

  constructor(atMs: number, value: T, sequence: number) {
    this.atMs = atMs
    this.value = value
    this.sequence = sequence
  }
}

/** What tells one deadline's turn from another's. */
type Place = Pick<Deadline<unknown>, 'atMs' | 'sequence'>

/** Whether `a` is due before `b`: by time, then by the order in which they were added. */
export function isBefore(a: Place, b: Place): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence)
}
