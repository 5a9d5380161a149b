/** The outcome record of a task: what its handler returned or threw, in the form that travels. */
import {
  type ErrorDetail,
  type FailureCode,
  type FailureDetail,
  type OutcomeRecord,
  type PayloadCodecs,
  ProtocolError,
  type ProtocolLimits,
} from '@errand/protocol'

/** Longer than anybody reads; an error may quote all that its handler was given. */
const textCharsMax = 4000
const stackCharsMax = 16_000

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
  return failureRecord(id, 'handler-failed', describe(thrown, sendsStack))
}

/** Deeper than anybody looks, and an end to those that are their own cause. */
const causesMax = 4

function describe(thrown: unknown, sendsStack = false, causes = causesMax): ErrorDetail {
  try {
    if (!(thrown instanceof Error)) return { message: cut(`a handler threw ${String(thrown)}`), name: 'NonError' }
    // Nothing keeps an error's fields from being anything at all.
    const { message, name, code, stack, cause } = thrown as { readonly [field in keyof ErrorDetail]: unknown }
    return {
      message: cut(String(message)),
      name: cut(String(name)),
      ...(typeof code === 'string' ? { code: cut(code) } : {}),
      ...(sendsStack && typeof stack === 'string' ? { stack: cut(stack, stackCharsMax) } : {}),
      ...(cause instanceof Error && cause !== thrown && causes > 0
        ? { cause: describe(cause, sendsStack, causes - 1) }
        : {}),
    }
  } catch {
    return { message: 'a handler threw what cannot be shown', name: 'NonError' }
  }
}

function cut(text: string, charsMax: number = textCharsMax): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax)}…`
}
