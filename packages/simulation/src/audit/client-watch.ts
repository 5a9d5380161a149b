/** Watches what clients ask of a broker and what they are told: each key has one outcome, and nobody is told of another's. */
import type { AnswerRecord, OutcomeRecord, RequestRecord } from '@errand/protocol'
import type { Scene } from '../parts/scene.js'
import type { BrokerCore, ClientPort, Task } from '../product.js'
import type { Asked } from './ledger.js'
import { numberIn } from './number-in.js'
import type { Situation } from './situations.js'
import { wrapMethod } from './wrap-method.js'

/** Where a request of a client stands, by its key. */
interface KeyState {
  /** Of what it ended with; undefined while it is open. */
  body: string | undefined
  /** It was not taken in, and may come again. */
  isRefused: boolean
  /** What it asked for when it came last. */
  attempts: number
  /** Its asker is told that it was accepted, and nothing more. */
  readonly isQuiet: boolean
}

export class ClientWatch {
  readonly #scene: Scene
  readonly #keys = new Map<string, KeyState>()
  readonly #keysOfClient = new Map<string, Set<string>>()
  readonly #keyNames = new Map<Asked, string>()
  /** Until when clients may come back whose connections were lost. */
  readonly #away = new Map<string, number>()
  #core: BrokerCore | undefined
  #refused = 0
  /** Whether a client was told of something since this was set. */
  #isTold = false

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** Stands before the port that the core is given. */
  port(send: ClientPort['send']): ClientPort {
    return {
      send: (client, outcome, worker) => {
        if (outcome.kind === 'reply' || outcome.kind === 'failure') this.#answered(client, outcome)
        else this.#told(client, outcome)
        send(client, outcome, worker)
      },
    }
  }

  watch(core: BrokerCore): void {
    this.#core = core
    wrapMethod(core, 'request', (call, client, record, now) => this.#request(core, call, client, record, now))
    wrapMethod(core, 'cancel', (call, client, id, now) => this.#cancel(call, client, id, now))
    wrapMethod(core, 'clientGone', (call, client, now) => this.#clientGone(core, call, client, now))
  }

  /** A task of this request is given out. */
  given(asked: Asked): void {
    const key = this.#keys.get(this.#keyNames.get(asked) ?? '')
    if (key?.body !== undefined && !key.isRefused)
      this.#violated('I3', `request ${asked.number} is given out again, though it has ended`)
  }

  /** Time has come to `now`: who stayed away until then is given up. */
  tick(now: number): void {
    for (const [client, untilMs] of this.#away) {
      if (untilMs > now) continue
      this.#saw('a client that stayed away was given up')
      this.#forget(client)
    }
  }

  #violated(invariant: string, what: string): void {
    this.#scene.ledger.violated(invariant, what)
  }

  #saw(situation: Situation): void {
    this.#scene.situations.saw(situation)
  }

  #request(core: BrokerCore, call: BrokerCore['request'], client: string, record: RequestRecord, now: number): void {
    const key = `${client} ${record.id}`
    const state = this.#keys.get(key)
    if (this.#away.delete(client)) this.#saw('a client came back')
    if (state?.body !== undefined && state.isRefused) this.#saw('a request was held back and came again')
    const asked = this.#scene.ledger.find(numberIn(record.body))
    if (state) this.#checkAttempts(key, state, record)
    if (!state) this.#newKey(client, key, record)
    else if (state.isRefused) Object.assign(state, { body: undefined, isRefused: false })
    if (asked) {
      if (!state) asked.lives++
      this.#keyNames.set(asked, key)
    }
    const { repeats } = core.counters
    this.#isTold = false
    call(client, record, now)
    if (core.counters.repeats === repeats) return
    if (state?.body !== undefined && !this.#isTold)
      this.#violated('I3', `${client} is not told again how ${record.id} ended`)
    this.#saw(
      state?.body === undefined ? 'a repeat was taken for an open request' : 'a repeat was answered from what was kept',
    )
  }

  /** What is sent again after a loss allows one start less. */
  #checkAttempts(key: string, state: KeyState, { attempts }: RequestRecord): void {
    if (!state.isRefused && attempts >= state.attempts)
      this.#violated('I4', `request ${key} came again with ${attempts} attempts, and had ${state.attempts}`)
    state.attempts = attempts
  }

  #newKey(client: string, key: string, { attempts, quiet }: RequestRecord): void {
    this.#keys.set(key, { body: undefined, isRefused: false, attempts, isQuiet: quiet !== undefined })
    const keys = this.#keysOfClient.get(client)
    if (keys) keys.add(key)
    else this.#keysOfClient.set(client, new Set([key]))
  }

  #answered(client: string, outcome: OutcomeRecord): void {
    const state = this.#keys.get(`${client} ${outcome.id}`)
    const core = this.#core
    // What could not be read was refused before the core saw it.
    if (outcome.kind === 'failure' && (outcome.code === 'bad-request' || outcome.code === 'too-large')) return
    if (!state || !core) return this.#violated('I7', `${client} is told of ${outcome.id}, for which it did not ask`)
    this.#isTold = true
    const body = `${outcome.kind} ${String(outcome.body)}`
    if (state.body !== undefined && state.body !== body)
      this.#violated('I3', `${client} is told two outcomes of ${outcome.id}: ${state.body}, ${body}`)
    state.body = body
    // It counts a refusal just before it tells of it.
    const isRefusal = core.counters.refused > this.#refused
    if (state.isQuiet && !isRefusal)
      this.#violated('quiet', `${client} is told how ${outcome.id} ended, which is quiet`)
    state.isRefused = isRefusal
    this.#refused = core.counters.refused
    if (outcome.kind === 'failure' && outcome.code === 'request-cycle') this.#saw('a circle of requests was found')
  }

  /** What comes before an outcome, or in place of one. */
  #told(client: string, { kind, id }: Exclude<AnswerRecord, OutcomeRecord>): void {
    const state = this.#keys.get(`${client} ${id}`)
    this.#isTold = true
    if (!state) return this.#violated('I7', `${client} is told ${kind} of ${id}, for which it did not ask`)
    if (kind === 'accepted' ? !state.isQuiet : state.isQuiet)
      this.#violated('quiet', `${client} is told ${kind} of ${id}, which ${state.isQuiet ? 'is' : 'is not'} quiet`)
    if (kind !== 'accepted' && state.body !== undefined)
      this.#violated('I3', `${client} is told ${kind} of ${id} after its end`)
  }

  #cancel(call: BrokerCore['cancel'], client: string, id: number, now: number): void {
    if (this.#keys.get(`${client} ${id}`)?.body !== undefined) this.#saw('a cancellation crossed the reply')
    call(client, id, now)
  }

  #clientGone(core: BrokerCore, call: BrokerCore['clientGone'], client: string, now: number): void {
    const before = core.open
    const quiet = quietOf(core, client)
    call(client, now)
    if (core.open < before) this.#saw('requests ended with their client')
    this.#checkQuiet(client, quiet)
    if (this.#isKnown(core, client)) this.#away.set(client, now + this.#scene.plan.resumeMs)
    else this.#forget(client)
  }

  /** What nobody waits for anyway goes on without its client. */
  #checkQuiet(client: string, quiet: readonly Task[]): void {
    if (quiet.length > 0) this.#saw('a quiet request outlived its client')
    for (const { id, state } of quiet)
      if (state === 'ended') this.#violated('quiet', `${client} ${id} has ended with its client, and was accepted`)
  }

  #isKnown(core: BrokerCore, client: string): boolean {
    return core.contents().clients.get(client) !== undefined
  }

  #forget(client: string): void {
    this.#away.delete(client)
    for (const key of this.#keysOfClient.get(client) ?? []) this.#keys.delete(key)
    this.#keysOfClient.delete(client)
  }
}

function quietOf(core: BrokerCore, client: string): readonly Task[] {
  return [...(core.contents().clients.get(client)?.open ?? [])].filter(({ rules }) => rules?.isQuiet)
}
