/** The handler of all workers of the rows: performs the act that the request names, and notes that it started, asked and ended. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Handler, RequestOptions, TaskContext } from '@errand/worker'
import { type HandlerEvent, type HandlerLogWriter, handlerLogWriter } from '../audit/handler-log.js'
import type { Act, Answer, Chunk, KeyedAct, Performance } from './act.js'
import { acts } from './acts.js'
import type { WorkerData } from '../scene/placements.js'

type Note = (event: HandlerEvent, detail: string, key?: string) => void

export function notingHandler({ handlerLog, delayMs = 0, concurrency = 1 }: WorkerData): Handler<KeyedAct> {
  const log = handlerLogWriter(handlerLog)
  return (act, context) => {
    const note = noteFor(log, act.key, context)
    note('start', context.target === context.worker && concurrency === 1 ? 'in-order' : 'in-any-order')
    const result = acts[act.act](act, performanceOf(act, context, note))
    const answer = (value: unknown): Answer => {
      note('end', 'returned')
      return { key: act.key, attempt: context.attempt, worker: context.worker, value }
    }
    if (delayMs > 0) return delay(delayMs).then(() => answer(result))
    const threw = (error: unknown): never => {
      note('end', 'threw')
      throw error
    }
    return result instanceof Promise ? result.then(answer, threw) : answer(result)
  }
}

function noteFor(log: HandlerLogWriter, ownKey: string, { attempt, worker }: TaskContext): Note {
  return (event, detail, key = ownKey) => log.write({ event, key, attempt, worker, detail })
}

function performanceOf({ key }: KeyedAct, context: TaskContext, note: Note): Performance {
  let asked = 0
  const ask = async (target: string, act: Act, options: RequestOptions = {}): Promise<unknown> => {
    const nestedKey = `${key}/${context.attempt}.${++asked}`
    note('ask', String(options.attempts ?? 1), nestedKey)
    try {
      const answer = await context.request(target, { ...act, key: nestedKey }, options)
      note('answer', 'reply', nestedKey)
      return answer
    } catch (error) {
      note('answer', String((error as { readonly code?: unknown }).code), nestedKey)
      throw error
    }
  }
  let emitted = 0
  const emit = (): Promise<void> => context.emit({ key, attempt: context.attempt, at: ++emitted } satisfies Chunk)
  const { worker, target, attempt, deadline, remainingMs, signal, log, request } = context
  return { worker, target, attempt, deadline, remainingMs, signal, log, request, ask, emit }
}
