/** How many start at a time. */
import { describe, expect, it } from 'vitest'
import { StartGate } from '../../src/launch/start-gate.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function gateOf(places: number) {
  const gate = new StartGate(places)
  const begun: string[] = []
  return { begun, enter: (name: string) => gate.enter(() => begun.push(name)) }
}

describe('a gate for starts', () => {
  it('lets in as many as it has places, in order, and each next when one leaves', async () => {
    const { begun, enter } = gateOf(2)
    const [leaveFirst, leaveSecond] = [enter('first'), enter('second'), enter('third'), enter('fourth')]
    expect(begun).toEqual([])
    await turn()
    expect(begun).toEqual(['first', 'second'])
    leaveFirst?.()
    leaveFirst?.()
    expect(begun).toEqual(['first', 'second', 'third'])
    leaveSecond?.()
    expect(begun).toEqual(['first', 'second', 'third', 'fourth'])
  })

  it('forgets those that leave the line', async () => {
    const { begun, enter } = gateOf(1)
    const leaveFirst = enter('first')
    const leaveLine = enter('second')
    enter('third')
    await turn()
    leaveLine()
    leaveFirst()
    expect(begun).toEqual(['first', 'third'])
  })

  it('lets in who comes when there is a place', async () => {
    const { begun, enter } = gateOf(1)
    const leave = enter('first')
    await turn()
    leave()
    enter('second')
    await turn()
    expect(begun).toEqual(['first', 'second'])
  })
})
