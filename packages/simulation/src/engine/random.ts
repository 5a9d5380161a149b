/**
 * Random numbers by seed: xoshiro128** 1.1 of David Blackman and Sebastiano Vigna (prng.di.unimi.it, 2018), its state filled
 * by a SplitMix generator, as they advise. Each component has a generator of its own, made of the seed and its
 * name: what one draws changes nothing for the others.
 */

/** One word of SplitMix: the finalizer of MurmurHash3 behind a Weyl sequence. */
function mixed(state: number): number {
  let z = (state + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

function seedOf(seed: number, name: string): number {
  let hash = mixed(seed)
  for (let at = 0; at < name.length; at++) hash = mixed(hash ^ name.charCodeAt(at))
  return hash
}

export class Random {
  readonly #seed: number
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: number, name = '') {
    this.#seed = seedOf(seed, name)
    this.#a = mixed(this.#seed)
    this.#b = mixed(this.#a ^ 1)
    this.#c = mixed(this.#b ^ 2)
    // A state of zeros would stay one.
    this.#d = mixed(this.#c ^ 3) | 1
  }

  split(name: string): Random {
    return new Random(this.#seed, name)
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.#next() / 4294967296
  }

  /** An integer from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound)
  }

  /** From `least` to below `most`. */
  between(least: number, most: number): number {
    return least + this.fraction() * (most - least)
  }

  chance(probability: number): boolean {
    return probability > 0 && this.fraction() < probability
  }

  /** The time between two of what happens so often on average. */
  gap(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  #next(): number {
    const rotated = Math.imul(this.#b, 5)
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }
}
