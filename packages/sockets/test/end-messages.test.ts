/** What a socket is told of ends, where the addon can do that and where it cannot. */
import { describe, expect, it } from 'vitest'
import { setEndMessages } from '../src/zeromq/end-messages.js'

const messages = { disconnectMessage: 'gone', hiccupMessage: 'broken' }

function addonThatThrows(code: string): object {
  return {
    setStringOption: () => {
      throw Object.assign(new Error(code), { code })
    },
  }
}

describe('the messages of ends', () => {
  it('are set by the numbers that libzmq has for them, and only where they are asked for', () => {
    const set: [number, string][] = []
    const raw = { setStringOption: (option: number, value: string) => set.push([option, value]) }
    setEndMessages(raw, messages)
    setEndMessages(raw, {})
    expect(set).toEqual([
      [111, 'gone'],
      [114, 'broken'],
    ])
  })

  it('are left out where the addon has no such call, or libzmq no such option', () => {
    expect(() => setEndMessages({}, messages)).not.toThrow()
    expect(() => setEndMessages(addonThatThrows('EINVAL'), messages)).not.toThrow()
  })

  it('are a fault where something else is wrong', () => {
    expect(() => setEndMessages(addonThatThrows('ETERM'), messages)).toThrow('ETERM')
  })
})
