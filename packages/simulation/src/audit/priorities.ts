/** Judges in which order what waits for a target is given out, by priority. Nested requests are apart from that. */
import type { Scene } from '../parts/scene.js'
import type { Task } from '../product.js'

/** Highest first. */
const priorities = ['high', 'normal', 'low'] as const
/** Of so many in a row, one leaves its turn to those behind. */
const turnsInARow = 8

const noTurns = { inARow: 0, inARowAtLeast: 0 }

/** What waits of one priority, for one target. */
interface Rank {
  readonly waiting: Set<Task>
  /** Given out since one of a lower priority was, while some waited. */
  inARow: number
  /** The same, counted anew where nothing waited: a target that nobody asks for is forgotten. */
  inARowAtLeast: number
}

export class PriorityWatch {
  readonly #scene: Scene
  readonly #targets = new Map<string, readonly Rank[]>()

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** It waits, if it does, and could be given out. */
  entered(task: Task): void {
    if (task.state === 'queued' && !task.isNested) this.#rankOf(task).waiting.add(task)
  }

  /** It waits no more. */
  left(task: Task): void {
    this.#rankOf(task).waiting.delete(task)
    this.#forgetIdle(this.#ranksOf(task))
  }

  /** It is given out, or fails in its turn. */
  taken(task: Task): void {
    if (task.isNested) return
    const ranks = this.#ranksOf(task)
    const own = this.#rankOf(task)
    const at = ranks.indexOf(own)
    const above = ranks.slice(0, at).filter(({ waiting }) => waiting.size > 0)
    const hasBehind = ranks.slice(at + 1).some(({ waiting }) => waiting.size > 0)
    if (above.some(({ inARow }) => inARow < turnsInARow))
      this.#violated(task, `goes first, though one of a higher priority waits`)
    if (hasBehind && own.inARowAtLeast >= turnsInARow) this.#violated(task, `goes first for too long`)
    if (above.length > 0) this.#scene.situations.saw('a lower priority had its turn')
    if (hasBehind) this.#scene.situations.saw('a higher priority went first')
    own.waiting.delete(task)
    own.inARow = hasBehind ? own.inARow + 1 : 0
    own.inARowAtLeast = hasBehind ? own.inARowAtLeast + 1 : 0
    for (const rank of ranks.slice(0, at)) Object.assign(rank, noTurns)
    this.#forgetIdle(ranks)
  }

  #forgetIdle(ranks: readonly Rank[]): void {
    if (ranks.every(({ waiting }) => waiting.size === 0)) for (const rank of ranks) rank.inARowAtLeast = 0
  }

  #violated({ target, rules, id }: Task, what: string): void {
    this.#scene.ledger.violated('priorities', `${id} for ${target} of priority ${rules?.priority} ${what}`)
  }

  #rankOf(task: Task): Rank {
    return this.#ranksOf(task)[priorities.indexOf(task.rules?.priority ?? 'normal')] as Rank
  }

  #ranksOf({ target }: Task): readonly Rank[] {
    const known = this.#targets.get(target)
    if (known) return known
    const ranks = priorities.map(() => ({ waiting: new Set<Task>(), ...noTurns }))
    this.#targets.set(target, ranks)
    return ranks
  }
}
