/** Main's part in an example: it asks random workers, a number of them at a time, and tells what comes of each request. */
import { performance } from 'node:perf_hooks'
import type { ExchangeEvent } from './exchange-event.js'
import type { Message, Reply } from './messages.js'
import { randomChoice } from './random-choice.js'

/** Sends one request; whatever way it goes is the example's own. */
export type Send = (worker: string, message: Message) => Promise<Reply>

export interface Asking {
  readonly workers: readonly string[]
  readonly messages: number
  readonly inFlight: number
  readonly seed: number
  /** Once it is aborted, no further request is sent. */
  readonly stop: AbortSignal
  readonly send: Send
  readonly tell: (event: ExchangeEvent) => void
}

/** Resolves when every request that was sent has ended. */
export async function askWorkers({ workers, messages, inFlight, seed, stop, send, tell }: Asking): Promise<void> {
  const choose = randomChoice(workers, seed)
  let lastMessageNo = 0
  async function askOneAfterTheOther(): Promise<void> {
    while (lastMessageNo < messages && !stop.aborted) await exchange(++lastMessageNo, choose(), send, tell)
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, messages) }, askOneAfterTheOther))
}

async function exchange(messageNo: number, worker: string, send: Send, tell: Asking['tell']): Promise<void> {
  tell({ event: 'request', messageNo, worker })
  const sentAt = performance.now()
  try {
    const { response, nested } = await send(worker, { messageNo })
    const latencyMs = performance.now() - sentAt
    tell({ event: 'reply', messageNo, worker, response, ...(nested && { nested: nested.response }), latencyMs })
  } catch (error) {
    const latencyMs = performance.now() - sentAt
    tell({ event: 'failure', messageNo, worker, ...failureOf(error), latencyMs })
  }
}

/** @throws what is no failed request, but a fault of the program */
function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof Error && 'code' in error) return { code: String(error.code), message: error.message }
  throw error
}
