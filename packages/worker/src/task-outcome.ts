/** The outcome record of a task: what its handler returned or threw, in the form that travels. */
import { inspect } from 'node:util'
import {
  bytesBeyond,
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
    const bytes = bytesBeyond(body, limits.bodyBytesMax)
    if (bytes === undefined) return { kind: 'reply', id, metadata: '', codec, body }
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

/** More than anybody reads, and an end to those that are their own cause. The first of all is always among them. */
const causesMax = 4
/** Deeper is no chain of causes that anybody made on purpose. */
const depthMax = 1000
const stepsMax = 64

function describe(thrown: unknown, sendsStack = false, causes = causesMax): ErrorDetail {
  try {
    if (!(thrown instanceof Error)) return { message: cut(`a handler threw ${shown(thrown)}`), name: 'NonError' }
    // Nothing keeps an error's fields from being anything at all.
    const { message, name, code, stack, path } = thrown as { readonly [field in keyof ErrorDetail]: unknown }
    const cause = causes > 1 ? thrown.cause : firstCauseOf(thrown)
    return {
      message: cut(String(message)),
      name: cut(String(name)),
      ...(typeof code === 'string' ? { code: cut(code) } : {}),
      ...(sendsStack && typeof stack === 'string' ? { stack: cut(stack, stackCharsMax) } : {}),
      ...(isPath(path) ? { path: path.slice(0, stepsMax).map((step) => cut(step)) } : {}),
      ...(cause instanceof Error && cause !== thrown && causes > 0
        ? { cause: describe(cause, sendsStack, causes - 1) }
        : {}),
    }
  } catch {
    return { message: 'a handler threw what cannot be shown', name: 'NonError' }
  }
}

function shown(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2, breakLength: Infinity })
}

/** Where the chain of causes goes on beyond what is told: its end. */
function firstCauseOf(thrown: Error): unknown {
  let first: unknown = thrown
  for (let depth = 0; depth < depthMax && first instanceof Error && first.cause instanceof Error; depth++)
    first = first.cause
  return first
}

/** The workers through which a nested request came. */
function isPath(path: unknown): path is readonly string[] {
  return Array.isArray(path) && path.every((step) => typeof step === 'string')
}

function cut(text: string, charsMax: number = textCharsMax): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax)}…`
}
