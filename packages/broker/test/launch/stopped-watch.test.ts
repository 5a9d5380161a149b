/** Which silence is that of a process that was stopped. */
import { once } from 'node:events'
import { fork } from 'node:child_process'
import { manualClock } from '@errand/timing'
import { expect, it, onTestFinished } from 'vitest'
import { isProcessStopped, StoppedWatch } from '../../src/launch/stopped-watch.js'

const intervalMs = 100

function scene(interval: number = intervalMs) {
  const clock = manualClock()
  const process = { isStopped: false, looks: 0, found: 0 }
  const watch = new StoppedWatch({
    clock,
    intervalMs: interval,
    isStopped: () => (process.looks++, process.isStopped),
    onStopped: () => process.found++,
  })
  return { clock, process, watch }
}

it('is looked into when three heartbeats stay away, and believed when it is still so a heartbeat later', () => {
  const { clock, process, watch } = scene()
  watch.heard()
  process.isStopped = true
  clock.advance(299)
  expect(process).toMatchObject({ looks: 0, found: 0 })
  clock.advance(1)
  expect(process).toMatchObject({ looks: 1, found: 0 })
  clock.advance(100)
  expect(process).toMatchObject({ looks: 2, found: 1 })
  clock.advance(10_000)
  expect(process.found).toBe(1)
})

it('is not that of a process whose broker was stopped with it, and went on first', () => {
  const { clock, process, watch } = scene()
  watch.heard()
  process.isStopped = true
  // Both went on, the broker first: its timer was due.
  clock.advance(300)
  expect(process.looks).toBe(1)
  process.isStopped = false
  clock.advance(10_000)
  expect(process.found).toBe(0)
})

it('is not that of a busy process, which is looked at again and again', () => {
  const { clock, process, watch } = scene()
  watch.heard()
  for (let beats = 0; beats < 9; beats++) clock.advance(intervalMs)
  expect(process).toMatchObject({ looks: 3, found: 0 })
})

it('ends with each sign of life, also after the first look', () => {
  const { clock, process, watch } = scene()
  watch.heard()
  process.isStopped = true
  clock.advance(300)
  watch.heard()
  clock.advance(299)
  expect(process).toMatchObject({ looks: 1, found: 0 })
  watch.end()
  clock.advance(10_000)
  expect(process).toMatchObject({ looks: 1, found: 0 })
})

it('says nothing where there are no heartbeats', () => {
  const { clock, process, watch } = scene(0)
  watch.heard()
  clock.advance(100_000)
  expect(process.looks).toBe(0)
})

it.runIf(process.platform === 'linux')('is told by the system', async () => {
  const child = fork('-e', ['process.send(1); setInterval(() => {}, 1000)'], { execPath: process.execPath })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  const pid = Number(child.pid)
  expect(isProcessStopped(pid)).toBe(false)
  child.kill('SIGSTOP')
  await expect.poll(() => isProcessStopped(pid)).toBe(true)
  child.kill('SIGCONT')
  await expect.poll(() => isProcessStopped(pid)).toBe(false)
  expect(isProcessStopped(2 ** 30)).toBe(false)
})
