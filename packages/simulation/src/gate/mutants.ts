/**
 * Mutants: each switches one defence of the product off, in what was built of it. As data: a file, a text that stands in
 * it exactly once, and what stands there instead. The simulation has to find each of them.
 */
export interface Mutant {
  readonly name: string
  /** Below `packages`. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** A seed that finds it soon, to begin with; and its mode, where it matters. */
  readonly seed: number
  /** It is looked for in every test of this package. */
  readonly isQuick?: boolean
}

const core = 'broker/dist/core'

export const mutants: readonly Mutant[] = [
  {
    name: 'fencing: the lease of another lane counts',
    file: `${core}/leases.js`,
    find: 'return task?.lane === lane ? task : undefined;',
    replace: 'return task;',
    seed: 1,
  },
  {
    name: 'fencing: leases are not forgotten when they end',
    file: `${core}/leases.js`,
    find: 'this.#tasks.delete(task.lease);',
    replace: '',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'dedupe: a repeat of an open request is another request',
    file: `${core}/intake.js`,
    find: 'else if (!client.open.has(request))',
    replace: 'else',
    seed: 1,
  },
  {
    name: 'dedupe: outcomes are not kept',
    file: `${core}/settlement.js`,
    find: 'if (task.attempts > 1 && !task.parent)',
    replace: 'if (false)',
    seed: 1,
  },
  {
    name: 'dedupe: what is kept is not sent',
    file: `${core}/intake.js`,
    find: 'port.send(id, kept, undefined);',
    replace: ';',
    seed: 1,
  },
  {
    name: 'digest: nothing is ever missed',
    file: `${core}/digest.js`,
    find: 'return task.missed >= missedMax;',
    replace: 'return false;',
    seed: 1,
  },
  {
    name: 'digest: missed once is lost',
    file: `${core}/digest.js`,
    find: 'const missedMax = 2;',
    replace: 'const missedMax = 1;',
    seed: 1,
  },
  {
    name: 'digest: heartbeats that come together are believed',
    file: `${core}/digest.js`,
    find: ' || now - before.heardAt < spacingMin * this.#intervalMs',
    replace: '',
    seed: 1,
  },
  {
    name: 'lag rule: a late broker judges at once',
    file: `${core}/watches.js`,
    find: 'if (lagMs > lagMsMax)',
    replace: 'if (false)',
    seed: 1,
  },
  {
    name: 'credit: a lane always has room',
    file: `${core}/lane.js`,
    find: 'lane.tasks.size < lane.slots && ',
    replace: '',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'credit: a lane that is drained gets more',
    file: `${core}/lane.js`,
    find: ' && lane.onDrained === undefined',
    replace: '',
    seed: 1,
  },
  {
    name: 'attempts: no limit',
    file: `${core}/losses.js`,
    find: 'task.attempt >= task.attempts || ',
    replace: '',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'attempts: what was lost on the way does not count',
    file: `${core}/losses.js`,
    find: 'this.#waitsAgain(task, wasReceived, message, now)',
    replace: 'this.#waitsAgain(task, false, message, now)',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'start log: nothing has started',
    file: `${core}/losses.js`,
    find: 'lane.port.hasStarted?.(lease, mark) ?? true',
    replace: 'false',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'start log: all has started',
    file: `${core}/losses.js`,
    find: 'lane.port.hasStarted?.(lease, mark) ?? true',
    replace: 'true',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'start log: the thread does not write it',
    file: 'protocol/dist/start-log.js',
    find: 'Atomics.store(this.#words, countWord, (start + 1) | 0);',
    replace: '',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'circles: none is found',
    file: `${core}/cycles.js`,
    find: 'export function cycleOf(request, roster) {',
    replace: 'export function cycleOf(request, roster) { return undefined;',
    seed: 1,
  },
  {
    name: 'circles: a request that came before the answer of the task before is in none',
    file: `${core}/intake.js`,
    find: 'if (task.children)\n            this.#askedBefore',
    replace: 'if (false)\n            this.#askedBefore',
    seed: 1,
  },
  {
    name: 'parent tree: what a failed task asked for goes on',
    file: `${core}/settlement.js`,
    find: 'else\n            this.orphan(task, now);',
    replace: 'else\n            ;',
    seed: 1,
  },
  {
    name: 'parent tree: a parent that has ended may ask',
    file: `${core}/intake.js`,
    find: "parent?.state === 'leased' && ",
    replace: 'parent && ',
    seed: 1,
  },
  {
    name: 'deadlines: none is due',
    file: `${core}/open-requests.js`,
    find: 'return this.#deadlines.popDue(now);',
    replace: 'return undefined;',
    seed: 1,
  },
  {
    name: 'deadline heap: the latest child moves up',
    file: 'timing/dist/four-way-heap.js',
    find: 'if (isBefore(other, earliest))',
    replace: 'if (isBefore(earliest, other))',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'overdue: nobody is told',
    file: `${core}/due-work.js`,
    find: 'if (lease !== 0)',
    replace: 'if (false)',
    seed: 1,
  },
  {
    name: 'overdue: what ended before its turn is not watched',
    file: `${core}/broker-core.js`,
    find: "if (task.state === 'ended')\n            return this.#watches.set(task, now + this.#hangGraceMs);",
    replace: '',
    seed: 1,
  },
  {
    name: 'cancellation: the worker is not told',
    file: `${core}/settlement.js`,
    find: "task.lane?.port.send({ kind: 'cancel', id: task.lease });",
    replace: ';',
    seed: 1,
  },
  {
    name: 'away: clients that are gone are never given up',
    file: `${core}/due-work.js`,
    find: 'this.#giveUp(client, now);',
    replace: ';',
    seed: 1,
  },
  {
    name: 'supervision: a lost lane keeps its tasks',
    file: `${core}/broker-core.js`,
    find: 'const waiting = this.#losses.ofLane(lane, reason, now);',
    replace: 'const waiting = new Set();',
    seed: 1,
    isQuick: true,
  },
  {
    name: 'client: a lost connection is no loss',
    file: 'requests/dist/linked-requester.js',
    find: 'for (const id of this.#pending.ids()) {\n            const pending = this.#pending.get(id);',
    replace: 'for (const id of []) {\n            const pending = this.#pending.get(id);',
    seed: 1,
  },
  {
    name: 'client: a sending that was lost is no attempt',
    file: 'requests/dist/core/repeat.js',
    find: 'attempts: this.#record.attempts - 1',
    replace: 'attempts: this.#record.attempts',
    seed: 1,
  },
  {
    name: 'client: deadlines do not end requests',
    file: 'requests/dist/linked-requester.js',
    find: 'this.#expire(id);',
    replace: ';',
    seed: 1,
  },
  {
    name: 'worker: a task that was taken back is started',
    file: 'worker/dist/task-handlers.js',
    find: 'if (isCancelled)',
    replace: 'if (false)',
    seed: 1,
  },
  {
    name: 'worker: slots are not given up',
    file: 'worker/dist/overruns.js',
    find: "if (slotPolicy === 'give-up')",
    replace: 'if (false)',
    seed: 1,
  },
  {
    name: 'worker: what is in hand is not in its heartbeat',
    file: 'worker/dist/core/heartbeat-record.js',
    find: 'JSON.stringify([...held])',
    replace: "'[]'",
    seed: 1,
    isQuick: true,
  },
]

/** @throws RangeError where there is none of this name */
export function mutantOf(name: string): Mutant {
  const found = mutants.find((mutant) => mutant.name === name)
  if (found) return found
  throw new RangeError(
    `--mutant is ${JSON.stringify(name)}; there are:\n${mutants.map((mutant) => `  ${mutant.name}`).join('\n')}`,
  )
}
