/** What each test of the contract works with: sockets of its own, and pairs of them that are connected. */
import type { KindUnderTest, OptionsUnderTest, SocketsUnderTest, SocketUnderTest } from './sockets-under-test.js'

/** `sockets` is another factory in each test. */
export interface Bench {
  readonly sockets: SocketsUnderTest
  endpoint(): string | Promise<string>
}

export interface End {
  readonly kind: KindUnderTest
  readonly options?: OptionsUnderTest
}

/** Opens two sockets; the first is bound, the second connects to it. */
export async function connected(
  bench: Bench,
  bound: End,
  connecting: End,
): Promise<[SocketUnderTest, SocketUnderTest]> {
  const endpoint = await bench.endpoint()
  const first = bench.sockets.open(bound.kind, bound.options)
  await first.bind(endpoint)
  const second = bench.sockets.open(connecting.kind, connecting.options)
  second.connect(endpoint)
  return [first, second]
}

/** A ROUTER, and its endpoint for those that connect. */
export async function boundRouter(bench: Bench, options?: OptionsUnderTest): Promise<[SocketUnderTest, string]> {
  const endpoint = await bench.endpoint()
  const router = bench.sockets.open('router', options)
  await router.bind(endpoint)
  return [router, endpoint]
}

export function connectedDealer(bench: Bench, endpoint: string, options?: OptionsUnderTest): SocketUnderTest {
  const dealer = bench.sockets.open('dealer', options)
  dealer.connect(endpoint)
  return dealer
}
