/** What each test of the contract works with: sockets of its own, and pairs of them that are connected. */
import type { KindUnderTest, OptionsUnderTest, SocketsUnderTest, SocketUnderTest } from './sockets-under-test.js'

/** `sockets` is another factory in each test. */
export interface Scene {
  readonly sockets: SocketsUnderTest
  endpoint(): string | Promise<string>
}

export interface End {
  readonly kind: KindUnderTest
  readonly options?: OptionsUnderTest
}

/** Opens two sockets; the first is bound, the second connects to it. */
export async function connected(
  scene: Scene,
  bound: End,
  connecting: End,
): Promise<[SocketUnderTest, SocketUnderTest]> {
  const endpoint = await scene.endpoint()
  const first = scene.sockets.open(bound.kind, bound.options)
  await first.bind(endpoint)
  const second = scene.sockets.open(connecting.kind, connecting.options)
  second.connect(endpoint)
  return [first, second]
}

/** A ROUTER, and its endpoint for those that connect. */
export async function boundRouter(scene: Scene, options?: OptionsUnderTest): Promise<[SocketUnderTest, string]> {
  const endpoint = await scene.endpoint()
  const router = scene.sockets.open('router', options)
  await router.bind(endpoint)
  return [router, endpoint]
}

export function connectedDealer(scene: Scene, endpoint: string, options?: OptionsUnderTest): SocketUnderTest {
  const dealer = scene.sockets.open('dealer', options)
  dealer.connect(endpoint)
  return dealer
}
