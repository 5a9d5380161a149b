/**
 * Random numbers that are the same for the same seed, by xoshiro128**. A generator can be split by name, so that what one part
 * of a run draws does not depend on how much the others drew.
 */

export interface Random {
  /** From 0 up to, but without, 1. */
  fraction(): number
  /** Both ends included. */
  integer(least: number, most: number): number
  chance(probability: number): boolean
  pick<Thing>(things: readonly Thing[]): Thing
  bytes(count: number): Buffer
  split(name: string): Random
}

/** Seeds that make a difference. */
export const seedMax: number = 2 ** 32 - 1

type State = readonly [number, number, number, number]

/** FNV-1a, started at four places. */
function stateOf(text: string): State {
  const hash = (start: number): number => {
    let mixed = start
    for (const character of text) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193)
    return mixed
  }
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x85ebca6b), hash(0xc2b2ae35) | 1]
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

/** Rounds until the state has nothing left of the likeness of similar names. */
const warmUpRounds = 16

function words(seed: string): () => number {
  let [a, b, c, d] = stateOf(seed)
  const next = (): number => {
    const word = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, 11)
    return word
  }
  for (let round = 0; round < warmUpRounds; round++) next()
  return next
}

/** @param seed a number, or a text that has one in it */
export function randomFrom(seed: number | string): Random {
  const next = words(String(seed))
  const fraction = (): number => next() / 2 ** 32
  const integer = (least: number, most: number): number => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick(things) {
      const thing = things[integer(0, things.length - 1)]
      if (thing === undefined) throw new RangeError('there is nothing to choose from')
      return thing
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => next() & 0xff)),
    split: (name) => randomFrom(`${seed}/${name}`),
  }
}
