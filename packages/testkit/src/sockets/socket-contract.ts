/** What errand relies on of sockets, as tests: ZeroMQ's over each transport and those in memory pass the very same. */
import { afterEach, beforeEach, describe } from 'vitest'
import type { Scene } from './scene.js'
import { describeBinding } from './binding.js'
import { describeClosing } from './closing.js'
import { describeDelivery } from './delivery.js'
import { describeLoss } from './loss.js'
import { describeRouting } from './routing.js'
import { describeSending } from './sending.js'
import type { SocketsUnderTest, SocketTransport } from './sockets-under-test.js'

export function describeSockets(name: string, transport: SocketTransport): void {
  describe(`sockets ${name}`, () => {
    let sockets: SocketsUnderTest
    const scene: Scene = {
      get sockets() {
        return sockets
      },
      endpoint: () => transport.endpoint(),
    }

    beforeEach(() => {
      sockets = transport.sockets()
    })

    afterEach(() => sockets.closeAll())

    describeBinding(scene, transport)
    describeDelivery(scene)
    describeRouting(scene, transport)
    describeSending(scene)
    describeClosing(scene)
    describeLoss(scene, transport)
  })
}
