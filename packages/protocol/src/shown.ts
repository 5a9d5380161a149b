/** A value as it stands in an error message: bounded, on one line, and without a throw whatever the value is. */

const shownCharsMax = 200

/** @returns a string in quotes, with control characters as escapes; anything else as `String` has it, or its type */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, shownCharsMax))
  try {
    return String(value).slice(0, shownCharsMax)
  } catch {
    // An object whose toString is missing, throws, or is no function: any JSON text can make one.
    return `an ${typeof value} without a text form`
  }
}
