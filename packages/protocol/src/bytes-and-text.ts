/** Bytes as Node's own class of them, and whether text is bytes already. */

/** The same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Counting UTF-8 bytes is native code, three times as fast as a regular expression. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
