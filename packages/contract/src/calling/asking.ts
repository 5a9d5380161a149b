/** By what a typed caller asks: a client, or the context of a handler. */
import type { FindOptions, ReplyStream, RequestOptions, StreamOptions } from '@errand/requests'

export interface Asking {
  request(target: string, body?: unknown, options?: RequestOptions): Promise<unknown>
  stream(target: string, body?: unknown, options?: StreamOptions): ReplyStream
  send(target: string, body?: unknown, options?: RequestOptions): Promise<void>
  find(target: string, options?: FindOptions): Promise<readonly string[]>
}
