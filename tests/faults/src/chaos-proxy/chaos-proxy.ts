/**
 * A TCP proxy that makes the weather of a bad network, by seed: delay, loss of connections, cuts one way and both ways, slow links,
 * flipped bits. Peers connect to it instead of to the broker.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Random } from '../random.js'
import { OneWay } from './one-way.js'
import { fairWeather, type Weather } from './weather.js'

interface Connection {
  readonly client: Socket
  readonly broker: Socket
  readonly ways: readonly OneWay[]
}

export class ChaosProxy {
  readonly #server: Server
  readonly #target: { readonly host: string; readonly port: number }
  readonly #random: Random
  readonly #connections = new Set<Connection>()
  #weather = fairWeather
  #accepted = 0

  /** @param target the endpoint of the broker, `tcp://host:port` */
  constructor(target: string, random: Random) {
    const { hostname, port } = new URL(target)
    this.#target = { host: hostname, port: Number(port) }
    this.#random = random.split('proxy')
    this.#server = createServer((client) => this.#accept(client))
  }

  /** Connections that were made through it so far. */
  get accepted(): number {
    return this.#accepted
  }

  /** @returns the endpoint for peers */
  async listen(host = '127.0.0.1'): Promise<string> {
    this.#server.listen(0, host)
    await once(this.#server, 'listening')
    return `tcp://${host}:${(this.#server.address() as AddressInfo).port}`
  }

  change(weather: Partial<Weather>): void {
    this.#weather = { ...this.#weather, ...weather }
    for (const { ways } of this.#connections) for (const way of ways) way.changed()
  }

  /** Ends all connections, with a reset to both sides. */
  dropConnections(): void {
    for (const connection of this.#connections) this.#lose(connection)
  }

  close(): void {
    this.#server.close()
    this.dropConnections()
  }

  #accept(client: Socket): void {
    if (this.#weather.refuses) return void client.resetAndDestroy()
    const broker = connect(this.#target)
    const random = this.#random.split(String(++this.#accepted))
    const lose = (): void => this.#lose(connection)
    const common = { weather: () => this.#weather, lose }
    const connection: Connection = {
      client,
      broker,
      ways: [
        new OneWay({ ...common, direction: 'up', from: client, to: broker, random: random.split('up') }),
        new OneWay({ ...common, direction: 'down', from: broker, to: client, random: random.split('down') }),
      ],
    }
    for (const socket of [client, broker]) socket.setNoDelay()
    this.#connections.add(connection)
  }

  #lose(connection: Connection): void {
    this.#connections.delete(connection)
    for (const way of connection.ways) way.close()
    connection.client.resetAndDestroy()
    connection.broker.resetAndDestroy()
  }
}
