/** A logarithmic axis: what is twice as much is as far away, wherever it stands. */

export interface LogScale {
  /** @returns where the value stands, from 0 to 1 */
  place(value: number): number
  readonly ticks: readonly number[]
}

/** From the power of ten below the least to the one above the most. @throws RangeError where nothing is above 0 */
export function logScale(values: readonly number[]): LogScale {
  const positive = values.filter((value) => value > 0)
  if (positive.length === 0) throw new RangeError('a logarithmic axis needs a value above 0')
  const first = Math.floor(Math.log10(Math.min(...positive)))
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...positive))))
  return {
    place: (value) => (Math.log10(value) - first) / (last - first),
    ticks: Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index)),
  }
}
