/** Answers to whoever asked: to the handlers of a compute thread by its port, to everybody else by the front. */
import type { AnswerRecord } from '@errand/protocol'
import type { PacketOutbox } from '@errand/sockets'
import type { ClientPort } from './core/state/ports.js'

export class OutcomeRouter implements ClientPort {
  readonly #front: ClientPort
  readonly #ports = new Map<string, PacketOutbox>()

  constructor(front: ClientPort) {
    this.#front = front
  }

  /** From now on, what this client asked for is answered here. */
  open(client: string, port: PacketOutbox): void {
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
