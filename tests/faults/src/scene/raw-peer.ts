/** A TCP connection on which every byte can be chosen, and the bytes by which ZMTP 3.0 opens a connection and frames messages. */
import { connect, type Socket } from 'node:net'

const greetingBytes = 64

/** Signature, version 3.0, mechanism NULL, no server. */
export function greeting(): Buffer {
  const bytes = Buffer.alloc(greetingBytes)
  bytes[0] = 0xff
  bytes[9] = 0x7f
  bytes[10] = 3
  bytes.write('NULL', 12)
  return bytes
}

/** The command by which a DEALER introduces itself. */
export function readyCommand(identity = ''): Buffer {
  const body = Buffer.concat([
    Buffer.from('\u0005READY'),
    property('Socket-Type', 'DEALER'),
    property('Identity', identity),
  ])
  return Buffer.concat([Buffer.from([0x04, body.length]), body])
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(value.length)
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), length, Buffer.from(value)])
}

/** @param hasMore another frame of the same message follows */
export function frame(body: Uint8Array, hasMore: boolean): Buffer {
  return Buffer.concat([frameHeader(body.length, hasMore), body])
}

/** The header in its long form, with a length that need not be true. */
export function frameHeader(length: number, hasMore: boolean): Buffer {
  const header = Buffer.alloc(9)
  header[0] = hasMore ? 0x03 : 0x02
  header.writeBigUInt64BE(BigInt(length), 1)
  return header
}

export class RawPeer {
  readonly closed: Promise<unknown>
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    // What is not read would hold up the close.
    socket.resume()
  }

  /**
   * Resolves when it is connected, or was turned away.
   *
   * @param endpoint `tcp://host:port`
   */
  static async connect(endpoint: string): Promise<RawPeer> {
    const { hostname, port } = new URL(endpoint)
    const socket = connect({ host: hostname, port: Number(port) })
    const peer = new RawPeer(socket)
    await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), peer.closed])
    return peer
  }

  /** Resolves when the system has taken it, or the connection has ended. */
  async write(...parts: readonly Uint8Array[]): Promise<void> {
    const written = new Promise((resolve) => this.#socket.write(Buffer.concat(parts), resolve))
    await Promise.race([written, this.closed])
  }

  /** Resolves when the other side has said something. */
  async answered(): Promise<void> {
    await Promise.race([new Promise((resolve) => this.#socket.once('data', resolve)), this.closed])
  }

  destroy(): void {
    this.#socket.resetAndDestroy()
  }
}
