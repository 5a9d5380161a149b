/** Chooses at random, and for the same seed always the same: by mulberry32, a generator whose state is 32 bits. */

/** @returns numbers from 0 up to, but without, 1 */
function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Seeds that make a difference. */
export const seedMax: number = 2 ** 32 - 1

/** @param seed an integer from 0 to `seedMax` */
export function randomChoice<Thing>(things: readonly Thing[], seed: number): () => Thing {
  const random = mulberry32(seed)
  return () => {
    const thing = things[Math.floor(random() * things.length)]
    if (thing === undefined) throw new RangeError('there is nothing to choose from')
    return thing
  }
}
