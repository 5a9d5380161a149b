/** Where labels of lines that end close to each other stand, so that none covers another. */

/** @returns a place for each wish, at least `gap` apart, in their order, within 0 and `most` where they all fit */
export function labelPlaces(wishes: readonly number[], gap: number, most: number): readonly number[] {
  const order = wishes.map((_, index) => index).toSorted((one, other) => at(wishes, one) - at(wishes, other))
  const places = [...wishes]
  let least = 0
  for (const index of order) {
    places[index] = Math.max(at(places, index), least)
    least = at(places, index) + gap
  }
  // What was pushed out below goes up again, and pushes those before it.
  let highest = most
  for (const index of order.toReversed()) {
    places[index] = Math.min(at(places, index), highest)
    highest = at(places, index) - gap
  }
  return places
}

function at(values: readonly number[], index: number): number {
  return values[index] as number
}
