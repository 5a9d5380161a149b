/** What has happened at least once: a run in which something never did has proved nothing about it. */

export class Situations {
  readonly counts: Map<string, number> = new Map()

  saw(situation: string, times = 1): void {
    if (times > 0) this.counts.set(situation, (this.counts.get(situation) ?? 0) + times)
  }

  add(others: Situations): void {
    for (const [situation, times] of others.counts) this.saw(situation, times)
  }
}
