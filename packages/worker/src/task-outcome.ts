/** The outcome record of a task: what its handler returned or threw, in the form that travels. */
import {
  type FailureCode,
  type FailureDetail,
  type OutcomeRecord,
  type PayloadCodecs,
  ProtocolError,
  type ProtocolLimits,
} from '@errand/protocol'

export function failureRecord(id: number, code: FailureCode, detail: FailureDetail): OutcomeRecord {
  return { kind: 'failure', id, code, metadata: '', codec: 'j', body: JSON.stringify(detail) }
}

export function replyRecord(id: number, result: unknown, codecs: PayloadCodecs, limits: ProtocolLimits): OutcomeRecord {
  try {
    const { codec, body } = codecs.encode(result)
    const bytes = Buffer.byteLength(body)
    if (bytes <= limits.bodyBytesMax) return { kind: 'reply', id, metadata: '', codec, body }
    return failureRecord(id, 'bad-result', {
      message: `the result has ${bytes} bytes; allowed are ${limits.bodyBytesMax}`,
    })
  } catch (error) {
    return failureRecord(id, 'bad-result', {
      message: error instanceof ProtocolError ? error.message : describe(error).message,
    })
  }
}

/** @param thrown anything at all: handlers throw null, proxies and errors whose getters throw */
export function thrownRecord(id: number, thrown: unknown, sendsStack: boolean): OutcomeRecord {
  const { stack, ...detail } = describe(thrown)
  return failureRecord(id, 'handler-failed', sendsStack && stack !== undefined ? { ...detail, stack } : detail)
}

function describe(thrown: unknown): FailureDetail {
  try {
    if (!(thrown instanceof Error)) return { message: `a handler threw ${String(thrown)}`, name: 'NonError' }
    // Nothing keeps an error's fields from being anything at all.
    const { message, name, stack } = thrown as { readonly [field in 'message' | 'name' | 'stack']: unknown }
    return { message: String(message), name: String(name), ...(typeof stack === 'string' ? { stack } : {}) }
  } catch {
    return { message: 'a handler threw what cannot be shown', name: 'NonError' }
  }
}
