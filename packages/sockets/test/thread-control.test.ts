/** The shared words between a thread with sockets and its starter; here both sides are in one thread. */
import { describe, expect, it } from 'vitest'
import { ThreadControl, ThreadHandle } from '../src/thread-control.js'

function bothSides(): { handle: ThreadHandle; control: ThreadControl } {
  const handle = new ThreadHandle()
  return { handle, control: new ThreadControl(handle.memory) }
}

/** Counts wake-ups, and lets a test wait for the next one. */
class Wakes {
  count = 0
  #next: () => void = () => undefined

  constructor(control: ThreadControl) {
    control.onWake(() => {
      this.count++
      this.#next()
    })
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#next = resolve
    })
  }
}

describe('the closing flag', () => {
  it('lets calls begin until it is raised, and none from then on', () => {
    const { handle, control } = bothSides()
    expect(control.enter()).toBe(true)
    control.leave()
    expect(control.isClosing).toBe(false)
    handle.raiseClosing()
    expect(control.isClosing).toBe(true)
    expect(control.enter()).toBe(false)
    expect(handle.waitUntilQuiet(0)).toBe(true)
  })

  it('makes the starter wait for a call that had begun', () => {
    const { handle, control } = bothSides()
    control.enter()
    handle.raiseClosing()
    expect(handle.waitUntilQuiet(2)).toBe(false)
    control.leave()
    expect(handle.waitUntilQuiet(2)).toBe(true)
  })
})

describe('closed', () => {
  it('is what the starter can wait for', () => {
    const { handle, control } = bothSides()
    expect(handle.isClosed).toBe(false)
    expect(handle.waitUntilClosed(2)).toBe(false)
    control.markClosed()
    expect(handle.isClosed).toBe(true)
    expect(handle.waitUntilClosed(0)).toBe(true)
  })
})

describe('a bell', () => {
  it('counts its own rings', () => {
    const { handle, control } = bothSides()
    for (const bell of ['work', 'work', 'stop'] as const) handle.ring(bell)
    expect((['work', 'front', 'stop'] as const).map((bell) => control.rung(bell))).toEqual([2, 0, 1])
  })

  it('wakes once for all that rang meanwhile', async () => {
    const { handle, control } = bothSides()
    const wakes = new Wakes(control)
    expect(wakes.count).toBe(1)
    const woken = wakes.next()
    for (let times = 0; times < 100; times++) handle.ring('work')
    await woken
    expect(wakes.count).toBe(2)
    expect(control.rung('work')).toBe(100)
  })

  it('wakes again and again, and for closing too', async () => {
    const { handle, control } = bothSides()
    const wakes = new Wakes(control)
    for (let times = 2; times < 20; times++) {
      const woken = wakes.next()
      handle.ring('front')
      await woken
      expect(wakes.count).toBe(times)
    }
    const woken = wakes.next()
    handle.raiseClosing()
    await woken
    expect(control.isClosing).toBe(true)
  })

  it('that rings in the listener is heard', async () => {
    const { handle, control } = bothSides()
    let left = 10
    await new Promise<void>((resolve) => {
      control.onWake(() => {
        if (left-- > 0) handle.ring('work')
        else resolve()
      })
    })
    expect(control.rung('work')).toBe(10)
  })

  it('that rang before anybody listened is heard', () => {
    const { handle, control } = bothSides()
    handle.ring('stop')
    const wakes = new Wakes(control)
    expect(wakes.count).toBe(1)
    expect(control.rung('stop')).toBe(1)
  })
})
