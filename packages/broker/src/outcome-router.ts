/** Answers to whoever asked: to the handlers of a compute thread by its port, to clients of this thread at once, to everybody else by the front. */
import type { AnswerRecord } from '@errand/protocol'
import type { ClientPort } from './core/state/ports.js'

/** Where the answers of one client go that is not behind the front's socket. */
export interface AnswerPort {
  add(answer: AnswerRecord): void
}

export class OutcomeRouter implements ClientPort {
  readonly #front: ClientPort
  readonly #ports = new Map<string, AnswerPort>()

  constructor(front: ClientPort) {
    this.#front = front
  }

  /** From now on, what this client asked for is answered here. */
  open(client: string, port: AnswerPort): void {
    this.#ports.set(client, port)
  }

  close(client: string): void {
    this.#ports.delete(client)
  }

  isOpen(client: string): boolean {
    return this.#ports.has(client)
  }

  send(client: string, answer: AnswerRecord, worker: string | undefined): void {
    const port = this.#ports.get(client)
    if (port) port.add(answer)
    else this.#front.send(client, answer, worker)
  }
}
