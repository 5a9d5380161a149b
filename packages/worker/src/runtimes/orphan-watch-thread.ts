/** The thread of the orphan watch: it knows the parent's number, and looks whether the parent is still that one. */
import { workerData } from 'node:worker_threads'

const lookMs = 500

/** Two seconds: the main thread notices by itself, at once, and gives its handlers one. */
const looksMax = 4

const parent = workerData as number
let looks = 0

setInterval(() => {
  if (process.ppid === parent) return
  // Nothing gentler reaches a process whose main thread hangs.
  if (++looks === looksMax) process.kill(process.pid, 'SIGKILL')
}, lookMs)
