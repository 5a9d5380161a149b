/**
 * Who asks. Each client's open requests by their number, what of it waits, and the outcomes that it may not have got
 * because its connection was lost.
 */
import { Numbered, peerOf } from '@errand/protocol'
import type { ClientState, Flow } from '../state/state.js'

export class Clients {
  readonly #clients = new Map<string, ClientState>()
  readonly #flows = new Map<string, Flow>()
  /** The client that had nothing open last is mostly the one that asks next: it is still known. */
  #idle: ClientState | undefined

  get(id: string): ClientState | undefined {
    return this.#clients.get(id)
  }

  all(): Iterable<ClientState> {
    return this.#clients.values()
  }

  flows(): Iterable<Flow> {
    return this.#flows.values()
  }

  /** The client, made where it is new. */
  open(id: string): ClientState {
    let client = this.#clients.get(id)
    if (client) return client
    const flow = this.#flowOf(peerOf(id))
    flow.clients++
    client = { id, flow, open: new Numbered(), kept: undefined, awayUntil: undefined }
    this.#clients.set(id, client)
    return client
  }

  /** Clients come and go by the thousand: one is known only while something of it is open, or kept for it. */
  forgetIdle(client: ClientState): void {
    if (!isIdle(client)) return
    const idle = this.#idle
    this.#idle = client
    if (idle && idle !== client && isIdle(idle)) this.#forget(idle)
  }

  /** Where it will not come again. */
  forget(client: ClientState): void {
    if (isIdle(client)) this.#forget(client)
  }

  #forget(client: ClientState): void {
    if (this.#idle === client) this.#idle = undefined
    // One that was forgotten may have come again since, and is another.
    if (this.#clients.get(client.id) !== client) return
    this.#clients.delete(client.id)
    client.flow.clients--
    if (client.flow.clients === 0) this.#flows.delete(client.flow.name)
  }

  #flowOf(name: string): Flow {
    let flow = this.#flows.get(name)
    if (!flow) this.#flows.set(name, (flow = { name, queued: 0, queuedBytes: 0, clients: 0 }))
    return flow
  }
}

export function isIdle({ open, kept }: ClientState): boolean {
  return open.size === 0 && (kept === undefined || kept.size === 0)
}
