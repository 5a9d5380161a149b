/**
 * A contract as a worker serves it: one handler for the whole service, which finds the task's own, and stands between it and
 * the wire. What needs no promise gets none.
 */
import { isThenable, ProtocolError } from '@errand/protocol'
import { encodeBody } from '../codec/encode-body.js'
import { ContractError } from '../contract-error.js'
import { type Contract, servedContract } from '../define/contract.js'
import type { TaskDefinition } from '../define/task.js'
import { checked, describeInvalidInput, describeIssues, type Verdict } from '../define/validation.js'
import type { ContractHandlers } from './contract-handlers.js'
import { TaskFault } from './task-fault.js'

/** What is needed of a handler's context. */
export interface ServingContext {
  readonly method: string
  readonly signal: AbortSignal
  emit(this: void, chunk: unknown): Promise<void>
}

type AnyHandler = (input: unknown, context: ServingContext) => unknown

interface Served {
  readonly name: string
  readonly definition: TaskDefinition
  readonly handler: AnyHandler
}

export interface ContractService {
  readonly name: string
  readonly hash: string
  handle(this: void, input: unknown, context: ServingContext): unknown
  /** What its handlers send before they answer, in the form in which it travels; checked, where it is a chunk. */
  encodeInterim(this: void, value: unknown, kind: 'chunk' | 'progress', method: string): unknown
}

/** @throws ContractError `invalid-handlers` where one is missing, or there is one too many */
export function contractService<C extends Contract, Context>(
  contract: C,
  handlers: ContractHandlers<C, Context>,
): ContractService {
  assertHandlers(contract, handlers)
  const served = new Map<string, Served>()
  for (const [name, definition] of Object.entries(contract.tasks)) {
    const task: Served = {
      name,
      definition,
      handler: (handlers as unknown as { [task: string]: AnyHandler })[name] as AnyHandler,
    }
    served.set(contract.methods[name] as string, task)
    // Whoever speaks JSON by hand knows no hash.
    served.set(name, task)
  }
  const find = (method: string): Served => served.get(method) ?? refuse(contract, method)
  return {
    name: contract.name,
    hash: contract.hash,
    handle: (input, context) => handle(contract, find(context.method), input, context),
    encodeInterim(value, kind, method) {
      const { name, definition } = find(method)
      if (kind === 'progress' || !definition.chunk) return encode(contract, definition, value)
      return checked(definition.chunk, value, (verdict) =>
        encode(contract, definition, outputOf(name, 'chunk', verdict)),
      )
    },
  }
}

function assertHandlers(contract: Contract, handlers: object): void {
  const given = new Map(Object.entries(handlers))
  const tasks = Object.keys(contract.tasks)
  const missing = tasks.filter((name) => typeof given.get(name) !== 'function')
  const more = [...given.keys()].filter((name) => !tasks.includes(name))
  if (missing.length > 0)
    throw new ContractError(
      'invalid-handlers',
      `the contract ${contract.name} has no handler for ${missing.join(', ')}`,
    )
  if (more.length > 0)
    throw new ContractError(
      'invalid-handlers',
      `there are handlers for ${more.join(', ')}, which the contract ${contract.name} does not have`,
    )
}

function refuse(contract: Contract, method: string): never {
  const message = `the contract ${contract.name} that is served here has no ${method || 'task without a name'}`
  throw new TaskFault('contract-mismatch', { message, mayHaveRun: false, contract: servedContract(contract) })
}

function handle(contract: Contract, task: Served, input: unknown, context: ServingContext): unknown {
  return checked(task.definition.input, input, (verdict) =>
    run(contract, task, inputOf(contract, task, verdict), context),
  )
}

function inputOf({ name }: Contract, task: Served, { value, issues }: Verdict): unknown {
  if (!issues) return value
  throw new TaskFault('invalid-input', {
    message: describeInvalidInput(name, task.name, issues),
    issues,
    mayHaveRun: false,
  })
}

function outputOf(name: string, what: 'chunk' | 'output', { value, issues }: Verdict): unknown {
  if (!issues) return value
  const message = `the ${what} of ${name} is not what its contract says: ${describeIssues(issues)}`
  throw new TaskFault('invalid-output', { message, issues, mayHaveRun: true })
}

function run(contract: Contract, task: Served, input: unknown, context: ServingContext): unknown {
  const { definition, name, handler } = task
  const result = handler(input, context)
  const finish = (output: unknown): unknown => answer(contract, definition, name, output)
  if (isGenerator(result)) return drain(result, context).then(finish)
  return isThenable(result) ? Promise.resolve(result).then(finish) : finish(result)
}

function answer(contract: Contract, definition: TaskDefinition, name: string, output: unknown): unknown {
  return checked(definition.output, output, (verdict) =>
    encode(contract, definition, outputOf(name, 'output', verdict)),
  )
}

function encode({ codec }: Contract, definition: TaskDefinition, value: unknown): unknown {
  try {
    return encodeBody(value, definition.codec ?? codec)
  } catch (error) {
    // The handler did its part: what it gave is what cannot be carried.
    if (!(error instanceof ProtocolError)) throw error
    throw new TaskFault('bad-result', { message: error.message, mayHaveRun: true })
  }
}

/** Sends what it yields as fast as it is read. @returns what it returns */
async function drain(chunks: AnyGenerator, { emit }: ServingContext): Promise<unknown> {
  for (;;) {
    const { value, done } = await chunks.next()
    if (done) return value
    try {
      await emit(value)
    } catch (error) {
      // Its `finally` blocks are to run; what they throw is no news.
      await endQuietly(chunks)
      throw error
    }
  }
}

async function endQuietly(chunks: AnyGenerator): Promise<void> {
  try {
    await chunks.return(undefined)
  } catch {
    // Nobody is there any more to be told.
  }
}

type AnyGenerator = Generator<unknown, unknown, undefined> | AsyncGenerator<unknown, unknown, undefined>

/** No codec carries one: whoever returns it means its chunks. */
function isGenerator(value: unknown): value is AnyGenerator {
  if (typeof value !== 'object' || value === null || !('next' in value)) return false
  return Symbol.asyncIterator in value || Object.prototype.toString.call(value) === '[object Generator]'
}
