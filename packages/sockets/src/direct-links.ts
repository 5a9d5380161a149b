/**
 * Peers in one thread hand each other records as they are: without a socket, and so without packets, copies and
 * wake-ups. Who listens is known by the endpoint that it has bound.
 */
import type { AnswerRecord, WireRecord } from '@errand/protocol'

/** The near end, of who has joined. */
export interface DirectLink {
  /** False once either side has closed: what is sent then is dropped. */
  readonly isOpen: boolean
  /** Hands a record over. It is taken in before this returns, and its bodies are the other side's from now on. */
  send(record: WireRecord): void
  /** Twice is the same as once. */
  close(): void
}

export interface DirectListener {
  /**
   * @param routingId by which whoever joins is known
   * @param receive takes what is for it; never called from within `send`
   */
  join(routingId: string, receive: (record: AnswerRecord) => void): DirectLink
}

const listeners = new Map<string, DirectListener>()

/** @returns takes the listener back; who has joined it stays so */
export function listenDirectly(endpoint: string, listener: DirectListener): () => void {
  listeners.set(endpoint, listener)
  return () => void listeners.delete(endpoint)
}

/** @returns who listens at an endpoint in this thread, if anybody does */
export function directListener(endpoint: string): DirectListener | undefined {
  return listeners.get(endpoint)
}
