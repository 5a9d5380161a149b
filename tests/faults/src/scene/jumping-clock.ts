/** The system's clock, and however far it was told to jump. Timers that a jump passes over fire with it. */
import { type Clock, systemClock, type Timer } from '@errand/timing'

type TimerCall = Parameters<Clock['setTimer']>

export class JumpingClock implements Clock {
  readonly #calls = new Map<Timer, { readonly call: TimerCall; running: Timer }>()
  #aheadMs = 0

  now(): number {
    return systemClock.now() + this.#aheadMs
  }

  setTimer(...call: TimerCall): Timer {
    const timer: Timer = { cancel: () => this.#forget(timer) }
    this.#calls.set(timer, { call, running: this.#run(timer, call) })
    return timer
  }

  jump(byMs: number): void {
    this.#aheadMs += byMs
    for (const [timer, entry] of this.#calls) {
      entry.running.cancel()
      entry.running = this.#run(timer, entry.call)
    }
  }

  #run(timer: Timer, [atMs, callback, options]: TimerCall): Timer {
    const fire = (): void => {
      this.#calls.delete(timer)
      callback()
    }
    return systemClock.setTimer(atMs - this.#aheadMs, fire, options)
  }

  #forget(timer: Timer): void {
    this.#calls.get(timer)?.running.cancel()
    this.#calls.delete(timer)
  }
}
