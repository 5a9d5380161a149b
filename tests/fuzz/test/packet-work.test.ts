/**
 * What reading a packet costs: characters looked at, and what is kept of them. Both grow with the packet and no faster,
 * whatever is in it; work is counted, since time tells nothing on a busy machine.
 */
import { decodePacket, resolveLimits } from '@errand/protocol'
import * as fc from 'fast-check'
import { fuzz, share } from './engine/campaign.js'
import { bytesOf } from './frames.js'

const limits = resolveLimits({ metadataCharsMax: 65_536 })

/** Each character is passed when the end of its record is sought, when the fields are found, and when they are read. */
const looksPerCharMax = 8
/** The shortest record that cannot be read has five characters, and a sentence for each. */
const keptPerCharMax = 40
const slack = 1000

/** Counts the characters that methods of strings go through while `work` is done. */
function charsLookedAt(work: () => void): number {
  // oxlint-disable-next-line typescript/unbound-method -- they are called on strings
  const { charCodeAt, indexOf, slice } = String.prototype
  let chars = 0
  // oxlint-disable no-extend-native -- for the time of one call; a string's methods cannot be watched otherwise
  String.prototype.charCodeAt = function (at) {
    chars++
    return charCodeAt.call(this, at)
  }
  String.prototype.indexOf = function (text, from = 0) {
    const at = indexOf.call(this, text, from)
    chars += (at < 0 ? this.length : at) - from
    return at
  }
  String.prototype.slice = function (start, end) {
    const part = slice.call(this, start, end)
    chars += part.length
    return part
  }
  try {
    work()
    return chars
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, slice })
  }
  // oxlint-enable no-extend-native
}

const anyPart = fc.constantFrom(...'qrcdhx;,-*~017'.split(''), '-;', ',0,', 'j2;{}', ',w,', 'q1,w,1,1,0,-;', 'x0,-;')
const lengths = [1, 10, 100, 1000, 5000]

fuzz({
  name: 'work for a packet',
  runs: share(0.005),
  inputs: fc.record({
    part: fc.array(anyPart, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    times: fc.constantFrom(...lengths),
    end: fc.array(anyPart, { maxLength: 4 }).map((parts) => parts.join('')),
  }),
  check({ part, times, end }) {
    const text = `E1${part.repeat(times)}${end}`
    const frame = bytesOf(text)
    let kept = 0
    const looks = charsLookedAt(() => {
      kept = decodePacket([frame], limits).violations.length
    })
    if (looks > looksPerCharMax * text.length + slack) throw new Error(`${looks} looks at ${text.length} characters`)
    kept = JSON.stringify(decodePacket([frame], limits)).length
    if (kept > keptPerCharMax * text.length + slack) throw new Error(`${kept} characters kept of ${text.length}`)
  },
})
