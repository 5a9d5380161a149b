/**
 * The life of what a broker launches, thread or process, as one table: which event leads from which state to which. An
 * event that is not in the row of a state changes nothing there.
 */

/**
 * - `queued`: its turn to start has not come; few start at a time
 * - `starting`: its thread or process runs, and has not announced itself
 * - `ready`: it is given tasks
 * - `draining`: it is to be replaced, is given nothing more, and ends what it has
 * - `recycling`: it holds nothing and was told to stop; another start follows at once
 * - `ending`: it is ended by force; another start follows
 * - `backing-off`: it has ended, and is started again after a delay
 * - `barred`: it has ended too often, and rests; its requests fail
 * - `stopping`: it was told to stop for good
 * - `stopped`: it is started no more
 */
export type LifeState =
  | 'queued'
  | 'starting'
  | 'ready'
  | 'draining'
  | 'recycling'
  | 'ending'
  | 'backing-off'
  | 'barred'
  | 'stopping'
  | 'stopped'

/**
 * - `turn`: its turn to start came
 * - `announced`: it said what it serves
 * - `recycle`: it has run so many tasks, or grown so large, that it is to be replaced
 * - `drained`: it holds no task any more
 * - `replaced`: it ended after it was told to, so that another can take over
 * - `condemned`: it is hung, was lost, or did not start in time
 * - `crashed`: it ended, and may be started again soon
 * - `tripped`: it ended, and has done so too often
 * - `abandoned`: it ended, and is not to be started again
 * - `due`: the time that it was to wait is over
 * - `close`: the broker closes
 * - `ended`: it ended after it was told to stop for good
 */
export type LifeEvent =
  | 'turn'
  | 'announced'
  | 'recycle'
  | 'drained'
  | 'replaced'
  | 'condemned'
  | 'crashed'
  | 'tripped'
  | 'abandoned'
  | 'due'
  | 'close'
  | 'ended'

/** However it runs, it can end by itself. */
const endsByItself = { crashed: 'backing-off', tripped: 'barred', abandoned: 'stopped' } as const

export const life: { readonly [state in LifeState]: { readonly [event in LifeEvent]?: LifeState } } = {
  queued: { turn: 'starting', close: 'stopped' },
  starting: { announced: 'ready', condemned: 'ending', close: 'stopping', ...endsByItself },
  ready: { recycle: 'draining', condemned: 'ending', close: 'stopping', ...endsByItself },
  draining: { drained: 'recycling', condemned: 'ending', close: 'stopping', ...endsByItself },
  recycling: { replaced: 'queued', close: 'stopping' },
  ending: { close: 'stopping', ...endsByItself },
  'backing-off': { due: 'queued', close: 'stopped' },
  barred: { due: 'queued', close: 'stopped' },
  stopping: { ended: 'stopped' },
  stopped: {},
}

/** @returns undefined where the event changes nothing */
export function nextState(state: LifeState, event: LifeEvent): LifeState | undefined {
  return life[state][event]
}
