/** What has happened, and how often: a run in which something never did has proved nothing about it. */

/** Beyond this the product takes a worker, or itself, for busy, and judges by nothing that came meanwhile. */
export const lagMsMax = 100

/** All that has to happen in a long run. */
export const situations = [
  'a broker was replaced while requests were open',
  'a cancellation crossed the reply',
  'a chunk was sent',
  'a circle of requests was found',
  'a client came back',
  'a client that stayed away was given up',
  'a connection was cut for ever',
  'a connection was taken over before its end was noticed',
  'a heartbeat of a busy worker was not judged by',
  'a higher priority went first',
  'a late broker put off what it judges by time',
  'a late result came after its task was put back',
  'a lower priority had its turn',
  'a packet was lost',
  'a packet was spoilt',
  'a peer had no room',
  'a peer was gone',
  'a quiet request outlived its client',
  'a quiet request was accepted',
  'a reader left its stream',
  'a record was lost',
  'a repeat was answered from what was kept',
  'a repeat was taken for an open request',
  'a request waited for its turn by key',
  'a request waited longer than it was worth',
  'a request was held back and came again',
  'a result bore the lease of another',
  'a result came too late to count',
  'a slot was given up',
  'a slot was lent',
  'a sticky request moved on',
  'a sticky text went to another worker',
  'a task came back that was not started',
  'a task was lost on the way',
  'a task was lost with its worker and waits again',
  'a task was overdue',
  'a worker crashed between taking a task and its reply',
  'a worker crashed',
  'a worker was barred while requests waited',
  'a worker was drained while it had tasks',
  'an answer was lost on the way',
  'an attached worker gave up',
  'heartbeats that came together were not judged by',
  'requests ended with their client',
  'rubbish came',
  'something was said too late to count',
  'the broker ended a run that took too long',
  'who asked heard how far it is',
] as const

export type Situation = (typeof situations)[number]

export class Situations {
  readonly counts: Map<Situation, number> = new Map()

  saw(situation: Situation, times = 1): void {
    if (times > 0) this.counts.set(situation, (this.counts.get(situation) ?? 0) + times)
  }

  add(others: Situations): void {
    for (const [situation, times] of others.counts) this.saw(situation, times)
  }
}
