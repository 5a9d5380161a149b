/**
 * The port of sockets as its contract uses it, and where the transports differ. It is spelled out here, and not imported,
 * since `@errand/sockets` depends on this package for its tests.
 */
export type Frame = string | Uint8Array
export type Refusal = 'unroutable' | 'full'

export interface SocketUnderTest {
  bind(endpoint: string): Promise<string>
  connect(endpoint: string): void
  send(frames: Frame[]): boolean
  listen(listener: (frames: Uint8Array[]) => void): void
  onRefused(listener: (frames: Frame[], reason: Refusal) => void): void
  close(): void
}

export type KindUnderTest = 'router' | 'dealer' | 'push' | 'pull' | 'pair'

export interface OptionsUnderTest {
  readonly routingId?: string
  readonly highWaterMark?: number
  readonly receiveHighWaterMark?: number
  readonly disconnectMessage?: string
  readonly hiccupMessage?: string
  readonly reconnectIntervalMs?: number
  readonly frameBytesMax?: number
  readonly lingerMs?: number
}

export interface SocketsUnderTest {
  open(kind: KindUnderTest, options?: OptionsUnderTest): SocketUnderTest
  closeAll(): void
  readonly openSockets: number
}

export interface SocketTransport {
  /** Sockets of a test's own; they are closed behind it. */
  sockets(): SocketsUnderTest
  /** An endpoint that nobody has used. */
  endpoint(): string | Promise<string>
  /** False over ipc, where a bind takes the endpoint over from whoever has it. */
  readonly isBindExclusive: boolean
  /** True where no connection is made anew, and no limit put on a frame: there is nobody to guard against. */
  readonly isInProcess: boolean
  /** False where sockets are woken by bells: nobody rings for a peer that is gone. */
  readonly hearsDisconnects: boolean
  /** False where sockets are woken by bells, and over ZeroMQ's inproc, where no connection can break. */
  readonly hearsHiccups: boolean
}
