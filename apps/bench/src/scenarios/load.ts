/** What is asked of a system in one slice. */

/** What travels: bytes as they are, or an object. */
export type Form = 'bytes' | 'json'

export interface BodySpec {
  readonly form: Form
  readonly bytes: number
}

/** As many requests under way as `inFlight`: one that is answered is followed by the next. */
export interface ClosedLoad {
  readonly kind: 'closed'
  readonly body: BodySpec
  readonly inFlight: number
}

/** Requests leave when they are due, whatever became of the ones before. */
export interface OpenLoad {
  readonly kind: 'open'
  readonly body: BodySpec
  readonly perSecond: number
}

/** One request, to a system that is started for it. */
interface StartUpLoad {
  readonly kind: 'start-up'
  readonly body: BodySpec
}

/** So many requests that wait, and what each of them takes. */
export interface BacklogLoad {
  readonly kind: 'backlog'
  readonly body: BodySpec
  readonly requests: number
}

/** So many requests at once, all of which are to be answered. */
export interface FloodLoad {
  readonly kind: 'flood'
  readonly body: BodySpec
  readonly requests: number
}

export type Load = ClosedLoad | OpenLoad | StartUpLoad | BacklogLoad | FloodLoad

export interface SliceTimes {
  readonly warmUpMs: number
  readonly measureMs: number
}
