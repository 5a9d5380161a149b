// What the pictures of the two topologies show: every thread, every socket, and what travels between them.

const width = 884

// The edges and rows that the two detailed pictures share.
const mainRight = 136
const brokerLeft = 290
const brokerRight = 484
const workerLeft = 664
const workerRight = 822
const frontY = 96
const resultsY = 290
const stopY = 432
/** Middle of the ways between broker and workers. */
const wayX = 574

/** Dedicated workers: each in a thread of its own, fed by a socket of its own. */
export function dedicatedWorkers(pen) {
  const { front, results } = drawBroker(pen, { answers: 'outcomes, credit' })
  const joined = { front, results }
  drawDedicatedWorker(pen, {
    name: 'worker.1',
    top: 122,
    rows: { work: 150, stop: 182, bell: 213, answer: 246 },
    joined,
  })
  pen.text({ x: 743, y: resultsY + 4, text: 'worker.2, worker.3 likewise', faint: true })
  drawDedicatedWorker(pen, {
    name: 'worker.4',
    top: 310,
    rows: { answer: 334, work: 367, stop: 399, bell: 430 },
    joined,
  })
  drawLegend(pen)
  return {
    width,
    height: 540,
    top: 24,
    title: 'Topology 1: dedicated workers',
    description:
      'A client asks the front ROUTER of the broker through a DEALER. The broker feeds each worker by a PUSH and stops it by a PAIR of its own. ' +
      'Each worker is a thread with a PULL, a PAIR, and a DEALER to the results ROUTER; nested requests leave by temporary DEALERs to the front.',
  }
}

/** An event-loop pool: workers are objects that run on any of a few loops, each loop in a thread. */
export function eventLoopPool(pen) {
  const { front, results } = drawBroker(pen, { answers: 'outcomes' })
  const joined = { front, results }
  drawLoop(pen, { name: 'loop.1', top: 122, rows: { port: 160, bell: 198, answer: 246 }, joined })
  pen.text({ x: 743, y: resultsY + 4, text: 'any loop runs any worker', faint: true })
  drawLoop(pen, { name: 'loop.2', top: 310, rows: { answer: 334, port: 382, bell: 420 }, joined })
  drawLegend(pen)
  return {
    width,
    height: 540,
    top: 24,
    title: 'Topology 2: an event-loop pool',
    description:
      'A client asks the front ROUTER of the broker through a DEALER. The broker hands tasks to threads that run event loops, by their MessagePorts. ' +
      'Workers run on any of the loops and have no lasting socket: outcomes leave by temporary DEALERs to the results ROUTER, nested requests by others to the front.',
  }
}

/** Both beside each other, with no more than tells them apart. */
export function bothTopologies(pen) {
  drawDedicatedOverview(pen, 8)
  drawPoolOverview(pen, 450)
  return {
    width,
    height: 372,
    title: 'The two topologies',
    description:
      'Dedicated workers: the broker feeds each worker thread by a PUSH to its PULL. Event-loop pool: the broker hands tasks to event loops by their MessagePorts. ' +
      'In both, a client asks through a DEALER, and outcomes come back by DEALERs to a ROUTER of the broker.',
  }
}

/** The calling side, the front, the stopper and the results, which are the same in both topologies. */
function drawBroker(pen, { answers }) {
  const height = 440
  pen.thread({ x: 14, y: 40, width: mainRight - 14, height, title: 'main', note: 'a thread' })
  pen.text({ x: 58, y: frontY + 4, text: 'client' })
  pen.text({ x: 58, y: stopY + 4, text: 'stopBroker' })
  pen.thread({ x: brokerLeft, y: 40, width: brokerRight - brokerLeft, height, title: 'broker' })
  pen.text({ x: 387, y: 77, text: 'in main’s thread or its own', faint: true })
  drawCore(pen)

  const client = pen.socket({ x: mainRight, y: frontY, kind: 'DEALER' })
  const front = pen.socket({ x: 387, y: frontY, kind: 'ROUTER', name: 'front ROUTER', width: 252 })
  pen.way([client.right, front.left], { kind: 'DEALER', heads: 'both' })
  pen.text({ x: 215, y: frontY - 9, text: 'requests', kind: 'DEALER' })
  pen.text({ x: 215, y: frontY + 19, text: 'outcomes', kind: 'DEALER' })
  pen.text({ x: 690, y: frontY - 9, text: 'nested requests, their outcomes', kind: 'DEALER' })

  const stop = pen.socket({ x: mainRight, y: stopY, kind: 'PAIR' })
  const stopper = pen.socket({ x: brokerLeft, y: stopY, kind: 'PAIR' })
  pen.way([stop.right, stopper.left], { kind: 'PAIR', heads: 'both' })
  pen.text({ x: 213, y: stopY - 9, text: 'stop', kind: 'PAIR' })
  pen.text({ x: 213, y: stopY + 19, text: 'answer', kind: 'PAIR' })

  const results = pen.socket({ x: brokerRight, y: resultsY, kind: 'ROUTER' })
  pen.text({ x: 440, y: resultsY + 4, text: 'results', align: 'end' })
  pen.text({ x: 548, y: resultsY + 4, text: answers, align: 'start', kind: 'DEALER' })
  return { front, results }
}

function drawCore(pen) {
  const lines = ['queues by target', 'leases, credit', 'deadlines']
  pen.text({ x: 366, y: 172, text: 'core', bold: true, size: 14 })
  for (const [index, text] of lines.entries()) pen.text({ x: 366, y: 192 + index * 18, text, faint: true })
}

function drawDedicatedWorker(pen, { name, top, rows, joined }) {
  pen.thread({ x: workerLeft, y: top, width: workerRight - workerLeft, height: 150 })
  pen.text({ x: 760, y: top + 44, text: name, bold: true, size: 14 })
  pen.text({ x: 760, y: top + 62, text: 'a thread', faint: true })

  const push = pen.socket({ x: brokerRight, y: rows.work, kind: 'PUSH' })
  const pull = pen.socket({ x: workerLeft, y: rows.work, kind: 'PULL', bell: true })
  pen.way([push.right, pull.left], { kind: 'PUSH' })
  pen.text({ x: wayX, y: rows.work - 6, text: 'tasks, cancels', kind: 'PUSH' })

  const stopper = pen.socket({ x: brokerRight, y: rows.stop, kind: 'PAIR' })
  const stop = pen.socket({ x: workerLeft, y: rows.stop, kind: 'PAIR', bell: true })
  pen.way([stopper.right, stop.left], { kind: 'PAIR', heads: 'both' })
  pen.text({ x: wayX, y: rows.stop - 6, text: 'stop, answer', kind: 'PAIR' })

  drawBells(pen, rows.bell)
  drawAnswers(pen, { y: rows.answer, results: joined.results, temporary: false })
  drawNestedRequests(pen, { y: top + 108, front: joined.front })
}

function drawLoop(pen, { name, top, rows, joined }) {
  pen.thread({ x: workerLeft, y: top, width: workerRight - workerLeft, height: 150 })
  pen.text({ x: 766, y: top + 26, text: name, bold: true, size: 14 })
  pen.text({ x: 766, y: top + 43, text: 'a thread', faint: true })
  pen.tag({ x: 726, y: top + 64, width: 78, text: 'worker.1' })
  pen.text({ x: 765, y: top + 82, text: '…', faint: true })
  pen.tag({ x: 726, y: top + 101, width: 78, text: 'worker.10' })

  const portWidth = 96
  const out = pen.socket({ x: brokerRight, y: rows.port, kind: 'MessagePort', width: portWidth })
  const into = pen.socket({ x: workerLeft, y: rows.port, kind: 'MessagePort', width: portWidth })
  pen.way([out.right, into.left], { kind: 'MessagePort' })
  pen.text({ x: wayX, y: rows.port - 17, text: 'tasks, cancels, stop', kind: 'MessagePort' })

  drawBells(pen, rows.bell)
  drawAnswers(pen, { y: rows.answer, results: joined.results, temporary: true })
  drawNestedRequests(pen, { y: top + 128, front: joined.front })
}

/** The doorbell: a line that no message takes. */
function drawBells(pen, y) {
  const from = pen.bell({ x: brokerRight, y })
  const to = pen.bell({ x: workerLeft, y })
  pen.way([from.right, to.left], { kind: 'bell' })
}

function drawAnswers(pen, { y, results, temporary }) {
  const answer = pen.socket({ x: workerLeft, y, kind: 'DEALER', temporary })
  const bend = 536
  pen.way([answer.left, { x: bend, y }, { x: bend, y: results.y }, results.right], { kind: 'DEALER', temporary })
}

/** They leave at a worker's right edge, and come to the front together. */
function drawNestedRequests(pen, { y, front }) {
  const nested = pen.socket({ x: workerRight, y, kind: 'DEALER', width: 84, temporary: true, bell: true })
  const trunk = width - 12
  const way = [front.right, { x: trunk, y: frontY }, { x: trunk, y }, nested.right]
  pen.way(way, { kind: 'DEALER', heads: 'start', temporary: true })
}

function drawLegend(pen) {
  const y = 512
  const bell = pen.bell({ x: 30, y })
  pen.text({
    x: bell.right.x + 8,
    y: y + 4,
    text: 'doorbell: a counter in shared memory, wakes the sockets that bear its sign',
    align: 'start',
    faint: true,
  })
  pen.socket({ x: 554, y, kind: 'DEALER', temporary: true })
  pen.text({ x: 596, y: y + 4, text: 'temporary: open for a burst of messages', align: 'start', faint: true })
}

/** Title, client and broker of one half of the overview. */
function drawPanel(pen, { x, title, note }) {
  const middle = x + 187
  pen.text({ x: middle, y: 26, text: title, bold: true, size: 15 })
  pen.text({ x: middle, y: 45, text: note, faint: true })
  pen.thread({ x: x + 94, y: 60, width: 186, height: 42 })
  pen.text({ x: middle, y: 79, text: 'your program: a client' })
  pen.thread({ x: x + 8, y: 146, width: 358, height: 58 })
  pen.text({ x: middle, y: 180, text: 'broker', bold: true, size: 14 })
  const client = pen.socket({ x: middle, y: 102, kind: 'DEALER' })
  const front = pen.socket({ x: middle, y: 146, kind: 'ROUTER' })
  pen.way([client.bottom, front.top], { kind: 'DEALER', heads: 'both' })
  pen.text({ x: middle - 10, y: 128, text: 'requests', kind: 'DEALER', align: 'end' })
  pen.text({ x: middle + 10, y: 128, text: 'outcomes', kind: 'DEALER', align: 'start' })
  return pen.socket({ x: x + 366, y: 175, kind: 'ROUTER' })
}

/** Outcomes leave below the workers and come to the results around them. */
function drawReturn(pen, { x, from, results, temporary }) {
  const below = 340
  const right = x + 422
  for (const { bottom } of from) {
    const around = [
      { x: right, y: results.y },
      { x: right, y: below },
      { x: bottom.x, y: below },
    ]
    pen.way([results.right, ...around, bottom], { kind: 'DEALER', heads: 'start', temporary })
  }
  pen.text({ x: x + 40, y: below + 18, text: 'outcomes', kind: 'DEALER', align: 'start' })
}

function drawDedicatedOverview(pen, x) {
  const results = drawPanel(pen, { x, title: 'Dedicated workers', note: 'a thread and a socket for each worker' })
  const from = []
  for (const [index, name] of ['worker.1', 'worker.2', 'worker.3', 'worker.4'].entries()) {
    const middle = x + 53 + index * 89
    pen.thread({ x: middle - 40, y: 256, width: 80, height: 58 })
    pen.text({ x: middle, y: 290, text: name, size: 12 })
    const push = pen.socket({ x: middle, y: 204, kind: 'PUSH', width: 56 })
    const pull = pen.socket({ x: middle, y: 256, kind: 'PULL', width: 56 })
    pen.way([push.bottom, pull.top], { kind: 'PUSH' })
    from.push(pen.socket({ x: middle, y: 314, kind: 'DEALER' }))
  }
  pen.text({ x: x + 98, y: 234, text: 'tasks', kind: 'PUSH' })
  drawReturn(pen, { x, from, results, temporary: false })
}

function drawPoolOverview(pen, x) {
  const results = drawPanel(pen, { x, title: 'Event-loop pool', note: 'many workers on a few event loops' })
  const from = []
  for (const [index, name] of ['loop.1', 'loop.2'].entries()) {
    const middle = x + 97 + index * 184
    pen.thread({ x: middle - 84, y: 256, width: 168, height: 58 })
    pen.text({ x: middle, y: 290, text: `${name}: worker.1 … worker.10`, size: 12 })
    const out = pen.socket({ x: middle, y: 204, kind: 'MessagePort', width: 96 })
    const into = pen.socket({ x: middle, y: 256, kind: 'MessagePort', width: 96 })
    pen.way([out.bottom, into.top], { kind: 'MessagePort' })
    from.push(pen.socket({ x: middle, y: 314, kind: 'DEALER', temporary: true }))
  }
  pen.text({ x: x + 189, y: 234, text: 'tasks', kind: 'MessagePort' })
  drawReturn(pen, { x, from, results, temporary: true })
}
