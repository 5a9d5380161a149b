/** What sockets in memory have beyond the contract: networks, bytes that are not copied, deliveries that a test can hold. */
import { describe, expect, it } from 'vitest'
import { memoryNetwork } from '../src/memory/memory-network.js'
import { memorySockets } from '../src/memory/memory-sockets.js'
import { turn, upTo } from './records.js'

describe('a network in memory', () => {
  it('connects the sockets of its factories', async () => {
    const network = memoryNetwork()
    const [broker, client] = [memorySockets(network), memorySockets(network)]
    const router = broker.open('router')
    await router.bind('inproc://front')
    router.listen((frames) => router.send(frames))
    const dealer = client.open('dealer')
    const heard: string[] = []
    dealer.listen(([text]) => heard.push(String(text)))
    dealer.connect('inproc://front')
    dealer.send(['there and back'])
    while (heard.length === 0) await turn()
    expect(heard).toEqual(['there and back'])
    expect([broker.openSockets, client.openSockets]).toEqual([1, 1])
  })

  it('keeps apart from other networks', async () => {
    const [first, second] = [memorySockets(), memorySockets()]
    expect(await first.open('router').bind('inproc://front')).toBe('inproc://front')
    expect(await second.open('router').bind('inproc://front')).toBe('inproc://front')
  })

  it('names the endpoints that are bound or awaited, none when all is closed', async () => {
    const network = memoryNetwork()
    const sockets = memorySockets(network)
    await sockets.open('router').bind('inproc://bound')
    sockets.open('dealer').connect('inproc://awaited')
    sockets.open('dealer').connect('inproc://awaited')
    expect(network.endpoints).toEqual(['inproc://bound', 'inproc://awaited'])
    sockets.closeAll()
    expect(network.endpoints).toEqual([])
  })

  it('takes inproc endpoints and no others', async () => {
    const socket = memorySockets().open('router')
    for (const endpoint of ['ipc:///tmp/broker.ipc', 'tcp://127.0.0.1:5555']) {
      await expect(socket.bind(endpoint)).rejects.toMatchObject({
        code: 'invalid-endpoint',
        message: `the endpoint is "${endpoint}"; sockets in memory take inproc://name`,
      })
    }
  })

  it('delivers when its owner says so', async () => {
    const deliveries: (() => void)[] = []
    const sockets = memorySockets(memoryNetwork({ later: (deliver) => deliveries.push(deliver) }))
    const pull = sockets.open('pull')
    await pull.bind('inproc://work')
    const heard: string[] = []
    pull.listen(([text]) => heard.push(String(text)))
    const push = sockets.open('push')
    push.connect('inproc://work')
    for (const text of ['one', 'two']) push.send([text])
    await turn()
    expect(heard).toEqual([])
    expect(deliveries).toHaveLength(1)
    deliveries.shift()?.()
    expect(heard).toEqual(['one', 'two'])
  })

  it('breaks connections where its owner says so: both sides are told, what is on its way is lost', async () => {
    const network = memoryNetwork()
    const sockets = memorySockets(network)
    const router = sockets.open('router', { disconnectMessage: 'gone' })
    await router.bind('inproc://front')
    await router.bind('inproc://back')
    const [dealer, other] = ['front', 'back'].map((name) => {
      const socket = sockets.open('dealer', { routingId: name, hiccupMessage: 'broken' })
      socket.connect(`inproc://${name}`)
      return socket
    })
    const heard: string[] = []
    router.listen((frames) => heard.push(frames.join(' ')))
    for (const socket of [dealer, other]) socket?.listen(([text]) => heard.push(String(text)))
    dealer?.send(['lost on its way'])
    router.send(['front', 'lost on its way'])
    other?.send(['through'])
    network.cut('inproc://front')
    network.cut('inproc://front')
    network.cut('inproc://nowhere')
    expect(dealer?.send(['to nobody'])).toBe(false)
    await turn()
    expect(heard.toSorted()).toEqual(['back through', 'broken', 'front gone'])
  })

  it('hands bytes over without copying them, as inproc does', async () => {
    const sockets = memorySockets()
    const pull = sockets.open('pull')
    await pull.bind('inproc://work')
    const push = sockets.open('push')
    push.connect('inproc://work')
    const bytes = new Uint8Array(1000).subarray(100, 900)
    push.send([bytes])
    const frame = await new Promise<Uint8Array | undefined>((resolve) => {
      pull.listen(([first]) => resolve(first))
    })
    expect(frame?.buffer).toBe(bytes.buffer)
    expect([frame?.byteOffset, frame?.length]).toEqual([100, 800])
  })

  it('does not let one peer’s flood hold up another', async () => {
    const sockets = memorySockets()
    const router = sockets.open('router')
    await router.bind('inproc://front')
    const [flood, drop] = ['flood', 'drop'].map((routingId) => {
      const dealer = sockets.open('dealer', { routingId })
      dealer.connect('inproc://front')
      return dealer
    })
    for (const count of upTo(1000)) flood?.send([String(count)])
    drop?.send(['one'])
    const heard: string[] = []
    router.listen(([id]) => heard.push(String(id)))
    await turn()
    expect(heard.indexOf('drop')).toBeLessThanOrEqual(1)
  })

  it('passes over a peer that has no room', async () => {
    const sockets = memorySockets()
    const push = sockets.open('push', { highWaterMark: 1 })
    const heard: string[] = []
    for (const name of ['stuck', 'quick']) {
      const pull = sockets.open('pull', { highWaterMark: 1 })
      await pull.bind(`inproc://${name}`)
      push.connect(`inproc://${name}`)
      if (name === 'quick') pull.listen(([text]) => heard.push(String(text)))
    }
    for (const count of upTo(10)) {
      expect(push.send([String(count)])).toBe(true)
      await turn()
    }
    // Two fill the marks of the one that takes nothing.
    expect(heard).toEqual(['1', '3', '4', '5', '6', '7', '8', '9'])
  })
})
