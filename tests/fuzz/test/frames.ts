/** Frames as an input holds them: a string with a character for each byte, so that they can be kept as JSON. */

/** @param text a character for each byte (latin1) */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** A frame as the encoder makes it, with a character for each byte that ZeroMQ makes of it. */
export function textOf(frame: string | Uint8Array): string {
  return (typeof frame === 'string' ? Buffer.from(frame) : Buffer.from(frame)).toString('latin1')
}
