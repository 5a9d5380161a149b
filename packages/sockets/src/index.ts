/**
 * @errand/sockets: the only package that knows ZeroMQ. Sockets behind a port with an in-memory twin, batched sending,
 * temporary dealers, endpoints, and the rules under which a thread with sockets may end.
 *
 * @example
 * ```ts
 * import { endpointBook, zeromqSockets } from '@errand/sockets'
 *
 * const sockets = zeromqSockets() // memorySockets(), in a test
 * const book = endpointBook({ transport: 'ipc' })
 *
 * const router = sockets.open('router')
 * router.listen((frames) => router.send([...frames, 'and back']))
 * const endpoint = await book.bind(router, 'broker') // ipc:///tmp/errand-…/broker.ipc, for this user alone
 *
 * const dealer = sockets.open('dealer')
 * dealer.connect(endpoint)
 * dealer.send(['there'])
 * dealer.listen((frames) => {
 *   console.log(frames.join(' ')) // prints: there and back
 *   sockets.closeAll()
 *   book.release()
 * })
 * ```
 *
 * @packageDocumentation
 */
export { directListener, listenDirectly } from './direct-links.js'
export type { DirectLink, DirectListener } from './direct-links.js'
export { endpointBook } from './endpoint-book.js'
export type { EndpointBook, EndpointBookOptions } from './endpoint-book.js'
export { transportOf, transports } from './endpoint.js'
export type { Transport } from './endpoint.js'
export { beforeExit } from './exit-guard.js'
export { flushSchedule } from './flush-schedule.js'
export type { Flushable, FlushSchedule, FlushScheduleOptions } from './flush-schedule.js'
export { lastingDealer } from './lasting-dealer.js'
export type { ConnectionState, LastingDealer, LastingDealerOptions } from './lasting-dealer.js'
export { memoryNetwork } from './memory/memory-network.js'
export type { MemoryNetwork, MemoryNetworkOptions } from './memory/memory-network.js'
export { memorySockets } from './memory/memory-sockets.js'
export type {
  Bell,
  MessageListener,
  MessageSocket,
  RefusalListener,
  RefusalReason,
  SocketFactory,
  SocketKind,
  SocketOptions,
} from './message-socket.js'
export { onceATurn } from './once-a-turn.js'
export { packetOutbox } from './packet-outbox.js'
export type { PacketOutbox, PacketOutboxOptions } from './packet-outbox.js'
export { sendQueue } from './send-queue.js'
export type { SendQueue } from './send-queue.js'
export { SocketsError } from './sockets-error.js'
export type { SocketsErrorCode } from './sockets-error.js'
export { temporaryDealers } from './temporary-dealers.js'
export type { DealerLease, TemporaryDealers, TemporaryDealersOptions } from './temporary-dealers.js'
export { threadForms } from './thread-forms.js'
export { ThreadControl, ThreadHandle } from './thread-control.js'
export type { CallGuard } from './thread-control.js'
export { zeromqSockets } from './zeromq/zeromq-sockets.js'
