/** The table of a life: what it leads to, and that the picture of it in the documentation is the same. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { life, type LifeEvent, type LifeState, nextState } from '../../src/launch/life.js'

const states = Object.keys(life) as LifeState[]
const transitions = states.flatMap((from) =>
  Object.entries(life[from]).map(([event, to]) => ({ from, event: event as LifeEvent, to })),
)

function reachableFrom(start: LifeState): ReadonlySet<LifeState> {
  const found = new Set([start])
  // A set gives out what is added to it while it is walked.
  for (const from of found) for (const to of Object.values(life[from])) found.add(to)
  return found
}

/** Names have no hyphens in the language of Mermaid. */
function idOf(state: string): string {
  return state.replace('-', '_')
}

/** The picture. */
function diagram(): string {
  const names = states.filter((state) => state.includes('-')).map((state) => `  state "${state}" as ${idOf(state)}`)
  const arrows = transitions.map(({ from, event, to }) => `  ${idOf(from)} --> ${idOf(to)}: ${event}`)
  return ['stateDiagram-v2', ...names, '  [*] --> queued', ...arrows, '  stopped --> [*]'].join('\n')
}

describe('a life', () => {
  it('can come to every state', () => {
    expect(reachableFrom('queued')).toEqual(new Set(states))
  })

  it.each(states)('can end from %s, and does not go on after that', (state) => {
    expect(reachableFrom(state)).toContain('stopped')
    expect(life.stopped).toEqual({})
  })

  it('ends when the broker closes, at once where nothing runs and in order where something does', () => {
    const closing = states.filter((state) => state !== 'stopping' && state !== 'stopped')
    const runs: ReadonlySet<LifeState> = new Set(['starting', 'ready', 'draining', 'recycling', 'ending'])
    for (const state of closing) expect(nextState(state, 'close')).toBe(runs.has(state) ? 'stopping' : 'stopped')
    expect([...reachableFrom('stopping')]).toEqual(['stopping', 'stopped'])
  })

  it('leads back to its next start after an end that was not asked for', () => {
    const ends = transitions.filter(({ event }) => event === 'crashed' || event === 'tripped')
    expect(ends.map(({ to }) => nextState(to, 'due'))).toEqual(ends.map(() => 'queued'))
  })

  it('is changed by nothing that is not in its table', () => {
    const events = [...new Set(transitions.map(({ event }) => event))]
    const changes = states.flatMap((state) => events.filter((event) => nextState(state, event) !== undefined))
    expect(changes).toHaveLength(transitions.length)
    expect(nextState('stopped', 'turn')).toBeUndefined()
    expect(nextState('ending', 'announced')).toBeUndefined()
  })

  it('is drawn in the documentation as it is', () => {
    const document = readFileSync(new URL('../../../../docs/architecture.md', import.meta.url), 'utf8')
    const [, drawn] = /^```mermaid\n(stateDiagram-v2\n[^]*?)\n```$/m.exec(document) ?? []
    expect(drawn).toBe(diagram())
  })
})
