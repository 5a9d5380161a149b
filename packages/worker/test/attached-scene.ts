/** A worker that attaches itself to a broker that says what a test has it say. */
import { afterEach, beforeEach } from 'vitest'
import { attachWorker } from '../src/attach-worker.js'
import type { AttachedWorker, AttachOptions } from '../src/attached-worker.js'
import { FakeBroker, front } from './fake-broker.js'

export const name = 'worker.9'

const echo = (input: unknown): unknown => ({ input })

export class AttachedScene {
  broker = new FakeBroker()

  /** Its broker listens before each test of a file, and is gone after it. */
  constructor() {
    beforeEach(async () => {
      this.broker = new FakeBroker()
      await this.broker.listen()
    })
    afterEach(() => this.broker.sockets.closeAll())
  }

  attach(options: Partial<AttachOptions> = {}): AttachedWorker {
    return attachWorker({ endpoint: front, name, sockets: this.broker.sockets, handler: echo, ...options })
  }

  /** A worker whose announcement has come. */
  async attached(options: Partial<AttachOptions> = {}): Promise<AttachedWorker> {
    const worker = this.attach(options)
    await this.broker.hears('ready')
    return worker
  }
}
