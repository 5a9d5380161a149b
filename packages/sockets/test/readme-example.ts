import { endpointBook, zeromqSockets } from '@errand/sockets'

const sockets = zeromqSockets() // memorySockets(), in a test
const book = endpointBook({ transport: 'ipc' })

const router = sockets.open('router')
router.listen((frames) => router.send([...frames, 'and back']))
const endpoint = await book.bind(router, 'broker') // ipc:///tmp/errand-…/broker.ipc, for this user alone

const dealer = sockets.open('dealer')
dealer.connect(endpoint)
dealer.send(['there'])
dealer.listen((frames) => {
  console.log(frames.join(' ')) // prints: there and back
  sockets.closeAll()
  book.release()
})
