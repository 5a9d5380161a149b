/** A broker of the JSON profile, of a few lines: it keeps the objects that come, and sends back what the test says. */
import { type JsonMessage, type OutgoingFrame, parseJsonMessage } from '@errand/protocol'
import type { MessageSocket, SocketFactory } from '@errand/sockets'

export class JsonBroker {
  readonly #router: MessageSocket
  readonly #messages: JsonMessage[] = []
  #peer: Uint8Array = new Uint8Array()
  #wake: () => void = () => undefined

  constructor(router: MessageSocket) {
    this.#router = router
    router.listen(([peer, frame]) => this.#receive(peer as Uint8Array, frame as Uint8Array))
  }

  /** So many objects, in the order in which they came. */
  async messages(count: number): Promise<JsonMessage[]> {
    while (this.#messages.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#messages.splice(0, count)
  }

  answer(message: unknown): void {
    this.sendFrames([JSON.stringify(message)])
  }

  /** Anything at all, to whoever spoke last. */
  sendFrames(frames: readonly OutgoingFrame[]): void {
    this.#router.send([this.#peer, ...frames])
  }

  #receive(peer: Uint8Array, frame: Uint8Array): void {
    this.#peer = peer
    const message = parseJsonMessage(frame)
    if (!message) throw new Error(`the client sent what is no object: ${String(frame)}`)
    this.#messages.push(message)
    this.#wake()
  }
}

export async function jsonBroker(sockets: SocketFactory, endpoint: string): Promise<JsonBroker> {
  const router = sockets.open('router', { highWaterMark: 0 })
  await router.bind(endpoint)
  return new JsonBroker(router)
}
