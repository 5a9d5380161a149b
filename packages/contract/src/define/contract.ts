/** A contract: tasks by their names, and what tells whether two of them are the same. */
import { isName, nameCharsMax, type ServedContract } from '@errand/protocol'
import { ContractError } from '../contract-error.js'
import { hashOf, hashChars, taskText } from './hash.js'
import { assertCodec, type BodyCodec, isDefinition, type TaskDefinition } from './task.js'

export interface Tasks {
  readonly [name: string]: TaskDefinition
}

export interface ContractOptions {
  /**
   * To be changed where types change that no schema tells of: callers and workers of different versions do not fit.
   * @default '1'
   */
  readonly version?: string
  /**
   * How bodies are written, where a task does not say. `json` refuses what JSON would change.
   * @default 'auto'
   */
  readonly codec?: BodyCodec
}

export interface Contract<T extends Tasks = Tasks> {
  /** That of the service by which it is asked for. */
  readonly name: string
  readonly version: string
  readonly codec: BodyCodec
  readonly tasks: T
  /** Of all its tasks. */
  readonly hash: string
  /** What it is called for on the wire, by the name of the task: `resize@1a2b3c4d`. */
  readonly methods: { readonly [task in keyof T]: string }
}

/** What an object has by nature, or is taken for a promise by. */
const reserved = new Set(['then', 'constructor', 'prototype', 'toString', 'toJSON', 'valueOf', 'hasOwnProperty'])
/** So that a method, its task with an `@` and a hash, is a name. */
const taskCharsMax = nameCharsMax - 1 - hashChars

/**
 * Writes down what tasks take and give, for callers and workers alike.
 *
 * @param name that of the service by which it is asked for: 1 to 128 characters of A-Z a-z 0-9 _ . : @ + -, not starting with a mark
 * @throws ContractError `invalid-contract`
 */
export function defineContract<const T extends Tasks>(
  name: string,
  tasks: T,
  options: ContractOptions = {},
): Contract<T> {
  const { version = '1', codec = 'auto' } = options
  if (!isName(name))
    throw new ContractError('invalid-contract', `a contract is called ${String(name)}, which is no name`)
  if (typeof version !== 'string' || version === '')
    throw new ContractError(
      'invalid-contract',
      `the version of ${name} is ${JSON.stringify(version)}; allowed is a text`,
    )
  assertCodec(codec)
  const names = Object.keys(tasks ?? {})
  if (names.length === 0) throw new ContractError('invalid-contract', `the contract ${name} has no tasks`)
  for (const task of names) assertTask(name, task, tasks[task])
  const hashes = names.map((task) =>
    hashOf(taskText({ contract: name, version, task, codec }, tasks[task] as TaskDefinition)),
  )
  const methods = Object.fromEntries(names.map((task, at) => [task, `${task}@${hashes[at]}`]))
  const hash = hashOf(
    names
      .map((task, at) => `${task} ${hashes[at]}`)
      .toSorted()
      .join('\n'),
  )
  return { name, version, codec, tasks, hash, methods: methods as Contract<T>['methods'] }
}

/** What a worker says of it to who has another. */
export function servedContract({ name, version, methods }: Contract): ServedContract {
  const tasks = Object.entries(methods).map(([task, method]) => [task, method.slice(task.length + 1)])
  return { name, version, tasks: Object.fromEntries(tasks) as ServedContract['tasks'] }
}

function assertTask(contract: string, task: string, definition: unknown): void {
  if (!isDefinition(definition)) {
    const message = `the task ${task} of ${contract} is none; allowed is what \`task\` and \`stream\` give: task({ input, output })`
    throw new ContractError('invalid-contract', message)
  }
  if (isName(task) && task.length <= taskCharsMax && !task.includes('@') && !reserved.has(task)) return
  const rule = `1 to ${taskCharsMax} characters of a name without @, and none of ${[...reserved].join(', ')}`
  throw new ContractError(
    'invalid-contract',
    `a task of ${contract} is called ${JSON.stringify(task)}; allowed are ${rule}`,
  )
}
