/** How clients and handlers ask: what each way to ask comes to, and how the chunks of a stream are read. */
import { type ReplyStream, RequestError, type RequestOptions, type StreamOptions } from '@errand/requests'
import { ended } from '../audit/endings.js'
import type { Asked } from '../audit/ledger.js'
import { chunkRead, progressHeard, type Said } from '../audit/streams.js'
import type { Random } from '../engine/random.js'
import { sleep } from './pauses.js'
import type { Scene } from './scene.js'
import type { Answer, Work } from './work.js'

/** A client, or the context of a handler. */
export interface Asker {
  request(target: string, body: unknown, options: RequestOptions): Promise<unknown>
  stream(target: string, body: unknown, options: StreamOptions): ReplyStream
  send(target: string, body: unknown, options: RequestOptions): Promise<void>
}

export interface Question {
  readonly asked: Asked
  readonly work: Work
  readonly options: RequestOptions
  /** Of its reader. */
  readonly random: Random
  /** From its abortion on, the reader takes no time. */
  readonly hurries?: AbortSignal
}

/** Resolves when it has ended for who asks. Rejects with what it rejects with. */
export async function ask(scene: Scene, asker: Asker, question: Question): Promise<void> {
  const { asked } = question
  try {
    const answer = await askBy(scene, asker, question)
    ended(scene, asked, asked.wish.way === 'send' ? 'accepted' : 'reply', true, answer)
  } catch (error) {
    if (error instanceof RequestError) ended(scene, asked, error.code, error.mayHaveRun)
    throw error
  }
}

async function askBy(scene: Scene, asker: Asker, question: Question): Promise<Answer | undefined> {
  const { asked, work, options } = question
  const { target, wish } = asked
  const onProgress = (said: unknown): void => progressHeard(scene, asked, said as Said)
  const given = { ...options, ...wish.options, ...(wish.wantsProgress ? { onProgress } : {}) }
  if (wish.way === 'stream') return read(scene, asker.stream(target, work, { ...given, window: wish.window }), question)
  if (wish.way === 'request') return (await asker.request(target, work, given)) as Answer
  await asker.send(target, work, given)
  scene.situations.saw('a quiet request was accepted')
  return undefined
}

async function read(scene: Scene, stream: ReplyStream, { asked, random, hurries }: Question): Promise<Answer> {
  const { leavesAfter, dawdlesMs } = asked.wish
  for await (const chunk of stream) {
    chunkRead(scene, asked, chunk as Said)
    if (asked.read >= leavesAfter) {
      scene.situations.saw('a reader left its stream')
      break
    }
    if (dawdlesMs > 0) await dawdle(asked, random.gap(dawdlesMs), hurries)
  }
  return (await stream.result) as Answer
}

/** Until its time is over: from then on it reads what is left. */
async function dawdle({ process, deadlineAtMs }: Asked, ms: number, hurries?: AbortSignal): Promise<void> {
  const leftMs = deadlineAtMs - process.now()
  if (leftMs <= 0) return
  // Where its asker is to end, it reads what is left at once.
  await sleep(Math.min(ms, leftMs), hurries).catch(() => undefined)
}
