/**
 * Routing ids between the wire and the program. They are bytes, and those that libzmq makes up are not text in any
 * encoding; latin1 gives each byte a character, so that ids can be keys of maps and survive the way back.
 */
export function routingIdOf(frame: Uint8Array): string {
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('latin1')
}

/** Short frames are copied when they are sent, so this is safe from any thread; a longer id is one only a stranger has. */
export function routingFrame(routingId: string): Uint8Array {
  return Buffer.from(routingId, 'latin1')
}

/** Ids that libzmq makes up begin with a zero; nobody else may have such a one. */
export function isNamedByZeromq(routingId: string): boolean {
  return routingId.charCodeAt(0) === 0
}
