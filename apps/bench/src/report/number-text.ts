/** Numbers as people read them. */

/** Three figures, and thousands apart: 1,234, 12.3, 0.123. */
export function numberText(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || value === 0) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3)
}

/** In microseconds below a thousand, above that in milliseconds. */
export function latencyText(microseconds: number): string {
  return microseconds < 1000 ? `${numberText(microseconds)} µs` : `${numberText(microseconds / 1000)} ms`
}

const units = ['B', 'KiB', 'MiB', 'GiB']

export function bytesText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)))
  return `${numberText(bytes / 1024 ** power)} ${units[power]}`
}
