/** What a request asks for beyond the usual, apart from its task: most ask for nothing, and a million may wait. */
import type { RequestRecord } from '@errand/protocol'
import type { RequestRules } from './state.js'

const priorities = ['normal', 'high', 'low'] as const

/** @param target the worker or service that it goes to */
export function rulesOf(record: RequestRecord, target: string, now: number): RequestRules | undefined {
  const { runTimeoutMs = 0, backoffMs = 0, ttlMs = 0, priority = 0, window = 0, progress = 0, quiet = 0 } = record
  const { attempts, metadata, sticky, key } = record
  const service = target === record.target ? undefined : record.target
  const isUsual = runTimeoutMs + backoffMs + ttlMs + priority + window + progress + quiet === 0
  const isPlain = attempts === 1 && metadata === ''
  if (isUsual && isPlain && service === undefined && sticky === undefined && key === undefined) return undefined
  return {
    attempts,
    metadata,
    runTimeoutMs,
    backoffMs,
    expiresAt: ttlMs > 0 ? now + ttlMs : undefined,
    // One of a later version is taken for none.
    priority: priorities[priority] ?? 'normal',
    // Who wants to hear no more hears nothing of these either.
    window: quiet > 0 ? 0 : window,
    wantsProgress: progress > 0 && quiet === 0,
    isQuiet: quiet > 0,
    service,
    sticky,
    key,
    granted: quiet > 0 ? 0 : window,
    hasBegun: false,
  }
}
