/**
 * @errand/client: ask workers through a broker.
 *
 * ```ts
 * const client = connect({ endpoint: broker.endpoint })
 * const reply = await client.request('worker.3', { messageNo: 7 }, { deadlineMs: 2_000 })
 * await client.close()
 * ```
 */
export { OptionError, RequestError } from '@errand/requests'
export type { FindOptions, ReplyStream, RequestOptions, StreamOptions, WhenOverloaded } from '@errand/requests'
export { connect } from './client.js'
export type { Client, CloseOptions } from './client.js'
export type { ClientOptions } from './options.js'
export { stopBroker } from './stop-broker.js'
export type { StopBrokerOptions } from './stop-broker.js'
