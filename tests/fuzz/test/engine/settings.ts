/** What a run can be told by environment variables; the README of this folder has them all. */

function numberOf(variable: string, standard: number): number {
  const text = process.env[variable]
  if (text === undefined || text === '') return standard
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${variable} is ${JSON.stringify(text)}; allowed is an integer of at least 0`)
}

const seedMax = 2 ** 31

/** Cases of all campaigns together. */
export const cases: number = numberOf('ERRAND_FUZZ_CASES', 100_000)

/** Raw connections to sockets, among them. */
export const connections: number = numberOf('ERRAND_FUZZ_CONNECTIONS', Math.ceil(cases / 100))

/** All that is random in a run follows from it, except for the times of real sockets. */
export const seed: number = numberOf('ERRAND_FUZZ_SEED', Math.floor(Math.random() * seedMax))

/** Whether an input that fails is added to the corpus. */
export const keepsFailures: boolean = process.env['ERRAND_FUZZ_KEEP'] === '1'
