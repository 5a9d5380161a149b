/**
 * @errand/requests: the calling side of errand without sockets, shared by clients and by workers that ask other
 * workers. Pending requests, their deadlines and cancellation, and the error they end with.
 */
export { assertDeadlineMs, assertOption, assertKnownOptions, assertOptions, OptionError } from './options.js'
export type { FindOptions, RequestOptions, StreamOptions } from './options.js'
export { isAnswer, readAnswers, unreadableAnswer } from './read-answers.js'
export { detailOfFailure, errorOfFailure, RequestError } from './request-error.js'
export type { RequestErrorOptions } from './request-error.js'
export type { RequestLink, RequestRefusal } from './request-link.js'
export type { ReplyStream } from './reply-stream.js'
export { requester } from './requester.js'
export type { Requester } from './requester.js'
export type { RequesterOptions } from './requester-options.js'
export type { WhenOverloaded } from './core/waiting-requests.js'
