/**
 * The tasks that wait for one target. Those of one flow keep their order; flows take turns by deficit round robin
 * (Shreedhar and Varghese, 1995), so that neither many requests nor large ones of one client hold up the others.
 */
import { WaitingList } from './waiting-list.js'
import type { Flow, Task } from '../state/state.js'
import { bytesOf } from '../state/task.js'

interface FlowLine {
  readonly flow: Flow
  readonly tasks: WaitingList
  /** What it may still take in its turn. */
  deficit: number
}

/** What a task costs beyond its bytes: about what the broker spends on it, in the time in which it copies a byte. */
const taskCost = 1024
/** What a flow gets in each turn: four small tasks. */
const turnGain = 4 * taskCost

function costOf(task: Task): number {
  return taskCost + bytesOf(task)
}

export class FairLine {
  readonly #lines = new Map<Flow, FlowLine>()
  /** The flow that left last is mostly the one that comes next: its line is kept. */
  #spare: FlowLine | undefined
  /** The flows that have something here, in turn; the first has its turn now. */
  #turns: FlowLine[] = []
  #size = 0
  #bytes = 0

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#bytes
  }

  push(task: Task): void {
    this.#lineOf(task.client.flow).tasks.push(task)
    this.#count(task, 1)
  }

  /** It was given out before, and waits again, ahead of the others of its flow. */
  pushFront(task: Task): void {
    this.#lineOf(task.client.flow).tasks.pushFront(task)
    this.#count(task, 1)
  }

  /** The one whose turn it is. */
  first(): Task | undefined {
    return this.#current()?.tasks.first()
  }

  /** Takes it. */
  shift(): Task | undefined {
    const line = this.#current()
    const task = line?.tasks.shift()
    if (!line || !task) return undefined
    line.deficit = this.#turns.length === 1 ? 0 : line.deficit - costOf(task)
    if (line.tasks.size === 0) this.#leave(line)
    this.#count(task, -1)
    return task
  }

  /** One that waits here does so no more. */
  drop(task: Task): void {
    const line = this.#lines.get(task.client.flow)
    if (!line) return
    line.tasks.drop(task)
    this.#count(task, -1)
    if (line.tasks.size === 0) this.#leave(line)
  }

  /** The flow whose turn it is, which can afford its first task. */
  #current(): FlowLine | undefined {
    for (let line = this.#turns[0]; line; line = this.#turns[0]) {
      const first = line.tasks.first()
      if (this.#turns.length === 1 || (first && line.deficit >= costOf(first))) return line
      this.#turns.shift()
      this.#turns.push(line)
      const next = this.#turns[0]
      if (next) next.deficit += turnGain
    }
    return undefined
  }

  #lineOf(flow: Flow): FlowLine {
    let line = this.#lines.get(flow)
    if (line && line !== this.#spare) return line
    if (line) this.#spare = undefined
    else this.#lines.set(flow, (line = { flow, tasks: new WaitingList(), deficit: 0 }))
    line.deficit = turnGain
    this.#turns.push(line)
    return line
  }

  /** A flow that has nothing here saves nothing up. */
  #leave(line: FlowLine): void {
    if (this.#spare) this.#lines.delete(this.#spare.flow)
    this.#spare = line
    if (this.#turns[0] === line) this.#turns.shift()
    else this.#turns.splice(this.#turns.indexOf(line), 1)
  }

  #count(task: Task, sign: 1 | -1): void {
    this.#size += sign
    this.#bytes += sign * bytesOf(task)
  }
}
