/** Which frames a thread may send: only what is copied, where the thread can end before its process does. */
import { isMainThread } from 'node:worker_threads'
import type { FrameForms } from '@errand/protocol'

/**
 * Bytes that a thread sends without copying are given back to it later, over inproc by the receiver's garbage collection;
 * where the thread has ended by then, that corrupts the process's memory.
 */
export const threadForms: FrameForms = isMainThread ? 'any' : 'strings'
