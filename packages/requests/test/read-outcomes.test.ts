/** Outcomes in a packet from the broker: those that cannot be read end their requests as well. */
import { defaultLimits } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { readOutcomes } from '@errand/requests'

const limits = { ...defaultLimits, metadataCharsMax: 4 }

function read(text: string): string[] {
  return readOutcomes([Buffer.from(text)], limits).map(
    (outcome) => `${outcome.kind === 'reply' ? 'reply' : outcome.code} ${outcome.id}`,
  )
}

describe('the outcomes in a packet', () => {
  it('are its replies and failures, and nothing else that is in it', () => {
    expect(read('E1r1,0,j1;5t9,w,w,1,1,0,-;f2,overloaded,0,-;x7,0,-;c3,0,-;')).toEqual(['reply 1', 'overloaded 2'])
  })

  it('are told as bad results where they cannot be read, and those beside them as they are', () => {
    expect(read('E1r1,5,-;xxxxxr2,0,-;f3,#,0,-;')).toEqual(['reply 2', 'bad-result 1', 'bad-result 3'])
  })

  it('are none in rubbish, nor in a record about the link that cannot be read', () => {
    expect(read('rubbish')).toEqual([])
    expect(read('E1f0,#,0,-;')).toEqual([])
  })

  it('say what is wrong with them', () => {
    const [outcome] = readOutcomes([Buffer.from('E1r1,5,-;xxxxx')], limits)
    expect(JSON.parse(outcome?.body as string)).toEqual({
      message: 'the answer cannot be read: metadata of 5 characters; allowed are 4',
    })
  })
})
