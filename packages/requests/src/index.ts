/**
 * @errand/requests: the calling side of errand without sockets, shared by clients and by workers that ask other
 * workers. Pending requests, their deadlines and cancellation, and the error they end with.
 */
export { assertDeadlineMs, assertOption, deadlineMsMax, OptionError } from './options.js'
export type { RequestOptions } from './options.js'
export { readOutcomes } from './read-outcomes.js'
export { errorOfFailure, RequestError } from './request-error.js'
export type { RequestErrorOptions } from './request-error.js'
export { requester } from './requester.js'
export type { Requester, RequesterOptions, RequestLink, RequestRefusal } from './requester.js'
