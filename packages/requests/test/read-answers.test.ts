/** Answers in a packet from the broker: outcomes and chunks that cannot be read end their requests as well. */
import { defaultLimits, type OutcomeRecord } from '@errand/protocol'
import { describe, expect, it } from 'vitest'
import { readAnswers } from '@errand/requests'

const limits = { ...defaultLimits, metadataCharsMax: 4 }

function read(text: string): string[] {
  return readAnswers([Buffer.from(text)], limits).map(
    (outcome) => `${outcome.kind === 'failure' ? outcome.code : outcome.kind} ${outcome.id}`,
  )
}

describe('the outcomes in a packet', () => {
  it('are its replies and failures, and nothing else that is in it', () => {
    expect(read('E1r1,0,j1;5t9,w,w,1,1,0,-;f2,overloaded,0,-;x7,0,-;c3,0,-;')).toEqual(['reply 1', 'overloaded 2'])
  })

  it('are told as bad results where they cannot be read, and those beside them as they are', () => {
    expect(read('E1r1,5,-;xxxxxr2,0,-;f3,#,0,-;')).toEqual(['reply 2', 'bad-result 1', 'bad-result 3'])
  })

  it('are what comes before them as well', () => {
    expect(read('E1k1,0,j1;5p1,0,j1;5a2,0,-;l3,1,0,-;n4,x,0,-;k5,5,-;xxxxxp6,5,-;xxxxx')).toEqual([
      'chunk 1',
      'progress 1',
      'accepted 2',
      'bad-result 5',
    ])
  })

  it('are none in rubbish, nor in a record about the link that cannot be read', () => {
    expect(read('rubbish')).toEqual([])
    expect(read('E1f0,#,0,-;')).toEqual([])
  })

  it('say what is wrong with them', () => {
    const [outcome] = readAnswers([Buffer.from('E1r1,5,-;xxxxx')], limits)
    expect(outcome).toMatchObject({ kind: 'failure', id: 1 })
    expect(JSON.parse((outcome as OutcomeRecord).body as string)).toEqual({
      message: 'the answer cannot be read: metadata of 5 characters; allowed are 4',
    })
  })
})
