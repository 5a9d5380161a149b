/** The ties between a task and what its handler asked for; each worker knows how many of those that it runs wait so. */
import type { Task } from './state.js'
import { isRunning } from './task.js'

export function nest(task: Task, parent: Task): void {
  task.parent = parent
  parent.children ??= new Set()
  parent.children.add(task)
  if (parent.children.size === 1) countAsking(parent, 1)
}

/** How many tasks asked for each other before this one was asked for. */
export function depthOf(task: Task): number {
  let depth = 0
  for (let asking = task.parent; asking; asking = asking.parent) depth++
  return depth
}

/** It has ended. @returns the task that asked for it */
export function leaveParent(task: Task): Task | undefined {
  const { parent } = task
  if (!parent?.children?.delete(task)) return undefined
  task.parent = undefined
  if (parent.children.size === 0) countAsking(parent, -1)
  return parent
}

const none: readonly Task[] = []

/** Nobody waits for them any more. @returns what it had asked for */
export function releaseChildren(task: Task): readonly Task[] {
  const { children } = task
  if (!children || children.size === 0) return none
  countAsking(task, -1)
  task.children = undefined
  for (const child of children) child.parent = undefined
  return [...children]
}

/** It begins to run, or does so no more. */
export function countRunning(task: Task, sign: 1 | -1): void {
  const { worker, children } = task
  if (!worker) return
  worker.running += sign
  if (children && children.size > 0) worker.asking += sign
}

function countAsking(task: Task, sign: 1 | -1): void {
  if (task.worker && isRunning(task)) task.worker.asking += sign
}
