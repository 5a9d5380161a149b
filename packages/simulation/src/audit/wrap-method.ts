/** Puts something around a method of one object, which need not know of it. */

/** @param around called in its place, with the method itself first */
export function wrapMethod<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  around: Owner[Name] extends (...given: infer Given) => infer Result
    ? (call: (...given: Given) => Result, ...given: Given) => Result
    : never,
): void {
  const method = owner[name] as (...given: unknown[]) => unknown
  const call = method.bind(owner)
  Object.defineProperty(owner, name, { value: (...given: never[]) => around(call as never, ...given) })
}
