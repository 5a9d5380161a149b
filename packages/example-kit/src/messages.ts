/** What the examples say to each other, as in the seed's programs. */

/** From main to a worker. */
export interface Message {
  readonly messageNo: number
}

/** From a worker to a colleague, whom it asks before it answers. */
export interface NestedMessage {
  /** The worker that asks. */
  readonly workerRequest: string
}

/** The message travels along, and the worker adds its name. */
export interface Reply extends Partial<Message>, Partial<NestedMessage> {
  /** The worker that answers. */
  readonly response: string
  /** What the colleague answered, where there was one to ask: the proof of a nested request. */
  readonly nested?: Reply
}
