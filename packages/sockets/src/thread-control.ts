/**
 * The shared words between a thread that has sockets and the thread that started it. They give the three things without
 * which ending a thread with ZeroMQ sockets kills the process: no receive that pends (bells instead), no zeromq call at
 * the moment of the end (the closing flag, checked around each call), and a way to wait until all sockets are closed.
 *
 * ```
 * word 0  closing   raised by the starter: from now on, no call into zeromq begins
 * word 1  inCall    1 while the thread is inside a zeromq call
 * word 2  closed    set by the thread: all its sockets are closed
 * word 3  wake      raised with every bell and with closing; what the thread waits on
 * word 4… bells     messages announced so far, a word for each bell
 * word 7  waits     1 while the thread waits to be woken: a thread that is awake looks by itself, and waking is a system call
 * ```
 */
import type { Bell } from './message-socket.js'

const closingWord = 0
const inCallWord = 1
const closedWord = 2
const wakeWord = 3
const bellWords: { readonly [bell in Bell]: number } = { work: 4, front: 5, stop: 6 }
const waitsWord = 7
const wordCount = 8

type Waiting = { readonly async: false } | { readonly async: true; readonly value: Promise<string> }

/** The part of TypeScript's ES2024 library that is needed here. */
interface AsyncWaiter {
  readonly waitAsync: (words: Int32Array, index: number, value: number) => Waiting
}
const asyncAtomics = Atomics as unknown as AsyncWaiter

/** What a socket asks around each call into zeromq. */
export interface CallGuard {
  /** @returns false where the call must not begin */
  enter(): boolean
  leave(): void
  /** Where a refused call has nothing to return: stops the thread where it is, until it is ended. */
  halt(): void
}

/** For threads that nobody ends from outside: the main thread. */
export const openGuard: CallGuard = { enter: () => true, leave: () => undefined, halt: () => undefined }

/** The starter's side. */
export class ThreadHandle {
  readonly memory: SharedArrayBuffer = new SharedArrayBuffer(wordCount * Int32Array.BYTES_PER_ELEMENT)
  readonly #words = new Int32Array(this.memory)

  /** Announces a message that was handed to a socket of the thread. */
  ring(bell: Bell): void {
    Atomics.add(this.#words, bellWords[bell], 1)
    this.#wake()
  }

  /** From now on the thread begins no zeromq call; its own exit path runs if its loop lives. */
  raiseClosing(): void {
    Atomics.store(this.#words, closingWord, 1)
    this.#wake()
  }

  get isClosed(): boolean {
    return Atomics.load(this.#words, closedWord) === 1
  }

  /**
   * Blocks until the thread is in no zeromq call. Calls take microseconds: they never wait.
   * @returns false where it was still in one after `timeoutMs`
   */
  waitUntilQuiet(timeoutMs: number): boolean {
    return waitForWord(this.#words, inCallWord, 0, timeoutMs)
  }

  /** Blocks until the thread has closed its sockets. @returns false where it had not after `timeoutMs` */
  waitUntilClosed(timeoutMs: number): boolean {
    return waitForWord(this.#words, closedWord, 1, timeoutMs)
  }

  #wake(): void {
    // The order matters: first say that there is something, then ask whether it waits. The thread does the reverse.
    Atomics.add(this.#words, wakeWord, 1)
    if (Atomics.exchange(this.#words, waitsWord, 0) === 1) Atomics.notify(this.#words, wakeWord)
  }
}

function waitForWord(words: Int32Array, word: number, wanted: number, timeoutMs: number): boolean {
  const until = performance.now() + timeoutMs
  for (;;) {
    const value = Atomics.load(words, word)
    if (value === wanted) return true
    const left = until - performance.now()
    if (left <= 0) return false
    // Leaving a call does not notify (it is too frequent for that), so look again every millisecond.
    Atomics.wait(words, word, value, Math.min(left, 1))
  }
}

/** The thread's own side. */
export class ThreadControl implements CallGuard {
  readonly #words: Int32Array
  #seenWake = -1
  #listener: (() => void) | undefined

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  enter(): boolean {
    // The order matters: first say that a call begins, then look at the flag. The starter does the reverse.
    Atomics.store(this.#words, inCallWord, 1)
    if (Atomics.load(this.#words, closingWord) === 0) return true
    Atomics.store(this.#words, inCallWord, 0)
    return false
  }

  leave(): void {
    Atomics.store(this.#words, inCallWord, 0)
  }

  /**
   * Never returns. An error instead would run into `terminate()`, and where the two meet Node aborts the process
   * ("ToLocalChecked Empty MaybeLocal" in TriggerUncaughtException, seen on Node 20).
   */
  halt(): void {
    const nobodyChanges = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    Atomics.wait(nobodyChanges, 0, 0)
  }

  get isClosing(): boolean {
    return Atomics.load(this.#words, closingWord) === 1
  }

  /** Messages announced by this bell since the thread began. Wraps at 2^31, as an Int32 does. */
  rung(bell: Bell): number {
    return Atomics.load(this.#words, bellWords[bell])
  }

  markClosed(): void {
    Atomics.store(this.#words, closedWord, 1)
    Atomics.notify(this.#words, closedWord)
  }

  /** Calls the listener after every change, from the event loop; several changes may be one call. Once per thread. */
  onWake(listener: () => void): void {
    this.#listener = listener
    this.#wait()
  }

  #wait(): void {
    for (;;) {
      const wake = Atomics.load(this.#words, wakeWord)
      if (wake !== this.#seenWake) {
        this.#seenWake = wake
        this.#listener?.()
        continue
      }
      Atomics.store(this.#words, waitsWord, 1)
      const waiting = asyncAtomics.waitAsync(this.#words, wakeWord, wake)
      if (!waiting.async) continue
      void waiting.value.then(() => this.#wait())
      return
    }
  }
}
